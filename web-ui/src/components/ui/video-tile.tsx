import { BadgeCheck, Hand, MicOff, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { VideoView } from '@/components/ui/video-view'
import { cx } from '@/lib/cx'
import type { VideoFeed } from '@/lib/video-feed'

export interface VideoTileProps {
  name: string
  /** Whose initials stand for a missing picture, where the tile is called differently ("You"). */
  person?: string
  /** Role or relation, after the name. */
  detail?: string | undefined
  /** The words of the badge; none without them. */
  verifiedText?: string | undefined
  feed: VideoFeed | null
  mirrored?: boolean
  fit?: 'cover' | 'contain'
  speaking?: boolean
  /** Words for what the marks show; a mark is drawn where its word is given. */
  marks: { muted?: string | undefined; hand?: string | undefined; connection?: string | undefined }
  /** Everything the tile says, for assistive technology. */
  label: string
  /** In a strip: smaller words. */
  compact?: boolean
  /** Controls of the tile, shown on hover and focus. */
  controls?: ReactNode
  className?: string
}

/** A person (or a shared screen) in a call: picture or initials, name pill, marks, speaking ring. */
export function VideoTile({
  name,
  person = name,
  detail,
  verifiedText,
  feed,
  mirrored = false,
  fit = 'cover',
  speaking = false,
  marks,
  label,
  compact = false,
  controls,
  className,
}: VideoTileProps) {
  return (
    <figure
      aria-label={label}
      className={cx('group @container-size relative m-0 overflow-hidden rounded-card bg-tile text-ink', className)}
    >
      {feed ? (
        <VideoView feed={feed} mirrored={mirrored} fit={fit} />
      ) : (
        <div className="flex size-full items-center justify-center pb-[6cqh]">
          <Avatar name={person} size="fluid" />
        </div>
      )}
      {(marks.hand ?? marks.connection) && (
        <div className="absolute inset-s-2 top-2 flex flex-col items-start gap-1 text-caption font-medium [&_svg]:size-4">
          {marks.hand && (
            <span className="inline-flex items-center gap-1.5 rounded-pill bg-warning-soft px-2 py-1 text-warning-ink">
              <Hand aria-hidden />
              {!compact && marks.hand}
            </span>
          )}
          {marks.connection && (
            <span className="inline-flex items-center gap-1.5 rounded-pill bg-pill px-2 py-1 text-warning-ink">
              <WifiOff aria-hidden />
              {!compact && <span className="@max-[18rem]:hidden">{marks.connection}</span>}
            </span>
          )}
        </div>
      )}
      <figcaption
        className={cx(
          'absolute inset-s-2 bottom-2 flex max-w-[calc(100%-1rem)] items-center gap-1.5 rounded-pill bg-pill text-ink [&>svg]:size-4 [&>svg]:shrink-0',
          compact ? 'px-2 py-0.5 text-micro' : 'px-3 py-1 text-caption',
        )}
      >
        {marks.muted && <MicOff aria-hidden className="text-danger-ink" />}
        <span className="truncate font-medium">{name}</span>
        {detail && !compact && <span className="shrink-0 text-ink-muted @max-[17rem]:hidden">{detail}</span>}
        {verifiedText && (
          <span className="inline-flex shrink-0 text-accent-ink" title={verifiedText}>
            <BadgeCheck aria-hidden className="size-4" />
          </span>
        )}
      </figcaption>
      {controls && (
        <div className="absolute inset-e-2 top-2 flex gap-1 opacity-0 transition-opacity duration-150 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:hidden">
          {controls}
        </div>
      )}
      <span
        aria-hidden
        className={cx(
          'pointer-events-none absolute inset-0 rounded-card border-2 transition-colors duration-150',
          speaking ? 'border-accent' : 'border-transparent',
        )}
      />
    </figure>
  )
}
