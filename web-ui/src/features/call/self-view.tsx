import { Move } from 'lucide-react'
import { useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { VideoTile } from '@/components/ui/video-tile'
import { cx } from '@/lib/cx'
import { preference, rememberPreference } from '@/lib/preferences'
import type { Person } from '@/rtc/call'

const corners = ['top-end', 'bottom-end', 'bottom-start', 'top-start'] as const
type Corner = (typeof corners)[number]

const places: Record<Corner, string> = {
  'bottom-end': 'inset-e-3 bottom-3',
  'top-end': 'inset-e-3 top-3',
  'top-start': 'inset-s-3 top-3',
  'bottom-start': 'inset-s-3 bottom-3',
}

function storedCorner(): Corner {
  const value = preference('self-corner')
  // On a phone the foot of the stage holds name pills; on a wide screen the last row often leaves its corner free.
  const first = matchMedia('(max-width: 639px)').matches ? 'top-end' : 'bottom-end'
  return corners.find((corner) => corner === value) ?? first
}

/** One's own picture, small and mirrored. Dragged to a corner by pointer, or sent round by its button. */
export function SelfView({ self }: { self: Person }) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const [corner, setCorner] = useState(storedCorner)
  const [drag, setDrag] = useState<{ x: number; y: number } | null>(null)
  const from = useRef<{ x: number; y: number } | null>(null)

  const settle = (next: Corner) => {
    setCorner(next)
    rememberPreference('self-corner', next)
  }

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.target instanceof Element && event.target.closest('button')) return
    from.current = { x: event.clientX, y: event.clientY }
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (from.current) setDrag({ x: event.clientX - from.current.x, y: event.clientY - from.current.y })
  }
  const onPointerEnd = (event: PointerEvent<HTMLDivElement>) => {
    if (!from.current) return
    from.current = null
    const frame = event.currentTarget.parentElement?.getBoundingClientRect()
    if (drag && frame) {
      const vertical = event.clientY < frame.top + frame.height / 2 ? 'top' : 'bottom'
      const left = event.clientX < frame.left + frame.width / 2
      const isStart = left === (getComputedStyle(event.currentTarget).direction === 'ltr')
      settle(`${vertical}-${isStart ? 'start' : 'end'}`)
    }
    setDrag(null)
  }

  const states = [
    self.microphone === 'on' ? null : self.microphone === 'muted' ? t('state.muted') : t('state.noMicrophone'),
    self.camera ? null : t('state.cameraOff'),
    self.handRaisedAt === null ? null : t('state.hand'),
  ]
  return (
    <div
      role="group"
      aria-label={t('region.self')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      className={cx(
        'absolute z-(--z-self) aspect-[4/3] w-28 cursor-grab touch-none rounded-card shadow-float ring-1 ring-line sm:aspect-video sm:w-48 [@media(max-height:500px)]:w-32',
        drag ? 'cursor-grabbing' : 'transition-transform duration-150',
        places[corner],
      )}
      style={drag ? { transform: `translate(${drag.x}px, ${drag.y}px)` } : undefined}
    >
      <VideoTile
        name={common('you')}
        person={self.name || common('you')}
        feed={self.camera}
        mirrored
        compact
        speaking={self.speaking}
        marks={{
          muted: self.microphone === 'on' ? undefined : t('state.muted'),
          hand: self.handRaisedAt === null ? undefined : t('state.hand'),
        }}
        label={[common('you'), ...states.filter(Boolean)].join(', ')}
        className="size-full"
      />
      <button
        type="button"
        aria-label={t('moveSelf')}
        title={t('moveSelf')}
        onClick={() => settle(corners[(corners.indexOf(corner) + 1) % corners.length] ?? 'top-end')}
        className="absolute inset-e-1 top-1 inline-flex size-7 items-center justify-center rounded-pill bg-pill text-ink opacity-0 transition-opacity duration-150 hover:opacity-100 focus-visible:opacity-100 [&>svg]:size-4 [div:hover>&]:opacity-100"
      >
        <Move aria-hidden />
      </button>
    </div>
  )
}
