import { useEffect, useRef } from 'react'
import { cx } from '@/lib/cx'
import type { VideoFeed } from '@/lib/video-feed'

export interface VideoViewProps {
  feed: VideoFeed
  /** Said to assistive technology; empty where the name stands beside it. */
  label?: string
  mirrored?: boolean
  /** People are cropped to fill their tile, shared screens are shown whole. */
  fit?: 'cover' | 'contain'
}

/** One feed in one element. Always muted: sound is played by the call, not by pictures. */
export function VideoView({ feed, label, mirrored = false, fit = 'cover' }: VideoViewProps) {
  const element = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    const video = element.current
    if (!video) return
    // React does not write the attribute, and browsers autoplay only what is muted.
    video.muted = true
    return feed.attach(video)
  }, [feed])
  return (
    <video
      ref={element}
      autoPlay
      playsInline
      muted
      {...(label ? { 'aria-label': label } : { 'aria-hidden': true })}
      className={cx('size-full', fit === 'cover' ? 'object-cover' : 'object-contain', mirrored && '-scale-x-100')}
    />
  )
}
