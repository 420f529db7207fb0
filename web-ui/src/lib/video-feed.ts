/** Moving pictures that an element can show, wherever they come from. The same feed is the same object for as long as it lives. */
export interface VideoFeed {
  readonly id: string
  /** Starts showing in the element; the returned function stops it. */
  attach(element: HTMLVideoElement): () => void
}

/** A feed over a stream that is already there: a camera preview, or a drawn test picture. */
export function feedOf(id: string, stream: MediaStream): VideoFeed {
  return {
    id,
    attach(element) {
      element.srcObject = stream
      // Refused while the page is hidden or before a gesture; the element's autoplay tries again by itself.
      element.play().catch(() => undefined)
      return () => {
        if (element.srcObject === stream) element.srcObject = null
      }
    },
  }
}
