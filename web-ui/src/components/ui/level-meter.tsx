import { useEffect, useRef } from 'react'

const BARS = 24

export interface LevelMeterProps {
  label: string
  /** 0 to 1, read once per frame; no state changes, so nothing renders while a person speaks. */
  read: () => number
}

/** How loud it is now, as a row of bars. */
export function LevelMeter({ label, read }: LevelMeterProps) {
  const root = useRef<HTMLDivElement>(null)

  useEffect(() => {
    let frame = 0
    let shown = 0
    const draw = () => {
      const level = Math.min(1, Math.max(0, read()))
      // Falls slower than it rises, so that a syllable can be seen.
      shown = level > shown ? level : shown * 0.9 + level * 0.1
      const lit = Math.round(shown * BARS)
      const element = root.current
      if (element) {
        const bars = element.children
        for (let i = 0; i < bars.length; i++) {
          const bar = bars[i]
          if (bar instanceof HTMLElement) bar.dataset['lit'] = i < lit ? (i > BARS * 0.85 ? 'high' : 'yes') : 'no'
        }
        element.setAttribute('aria-valuenow', String(Math.round(shown * 100)))
      }
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [read])

  return (
    <div
      ref={root}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="flex h-3 items-stretch gap-[3px]"
    >
      {Array.from({ length: BARS }, (_, i) => (
        <span
          key={i}
          data-lit="no"
          className="flex-1 rounded-[2px] bg-sunken data-[lit=high]:bg-warning-ink data-[lit=yes]:bg-accent"
        />
      ))}
    </div>
  )
}
