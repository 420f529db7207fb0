import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '@/lib/cx'
import { bestGrid } from '@/lib/grid-layout'
import { useElementSize } from '@/lib/use-element-size'
import type { Arrangement, TileSubject } from './arrangement'
import { PersonTile } from './person-tile'
import type { Roster } from './roster'

const GAP = 8

export interface StageProps {
  arrangement: Arrangement
  roster: Roster
  pinned: readonly string[]
  /** Null while there is nobody to choose between. */
  onPin: ((id: string) => void) | null
  /** The strip runs along the foot instead of the side. */
  narrow: boolean
  /** One's own picture, floating over the stage; never over the strip. */
  floating: ReactNode
}

/** The pictures: an even grid, or one large thing with the others in a strip. */
export function Stage({ arrangement, roster, pinned, onPin, narrow, floating }: StageProps) {
  const { t } = useTranslation('call')
  const [ref, size] = useElementSize()
  const { stage, strip } = arrangement
  const grid = bestGrid(stage.length, size, GAP)
  const alone = stage[0]?.kind === 'screen' || (strip.length > 0 && stage.length === 1)

  const tile = (subject: TileSubject, compact: boolean, className?: string) => (
    <PersonTile
      subject={subject}
      roster={roster}
      compact={compact}
      pin={
        onPin && subject.kind === 'person'
          ? { pinned: pinned.includes(subject.person.id), onToggle: () => onPin(subject.person.id) }
          : undefined
      }
      {...(className ? { className } : {})}
    />
  )

  return (
    <div className={cx('flex min-h-0 min-w-0 grow gap-2', narrow ? 'flex-col' : 'flex-row')}>
      <div className="relative min-h-0 min-w-0 grow">
        <ul
          ref={ref}
          aria-label={t('region.stage')}
          className="m-0 flex size-full list-none flex-wrap content-center justify-center gap-2 overflow-hidden p-0"
        >
          {stage.map((subject) => (
            <li
              key={subject.kind + subject.person.id}
              className="shrink-0"
              style={alone ? { width: size.width, height: size.height } : grid.tile}
            >
              {tile(subject, grid.tile.width < 200, 'size-full')}
            </li>
          ))}
        </ul>
        {floating}
      </div>
      {strip.length > 0 && (
        <ul
          aria-label={t('region.strip')}
          className={cx(
            'm-0 flex shrink-0 list-none gap-2 p-0',
            narrow ? 'h-24 flex-row overflow-x-auto' : 'w-52 flex-col overflow-y-auto',
          )}
        >
          {strip.map((subject) => (
            <li
              key={subject.kind + subject.person.id}
              className={cx('shrink-0', narrow ? 'aspect-[4/3] h-full' : 'aspect-video w-full')}
            >
              {tile(subject, true, 'size-full')}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
