/** Why a camera or microphone could not be opened, as far as browsers let us know. Every kind has its own help text. */
export type DeviceProblem =
  /** The person, or an earlier answer remembered by the browser, said no. */
  | 'denied'
  /** The question was closed without an answer. */
  | 'dismissed'
  /** The operating system does not let the browser use it. */
  | 'denied-by-system'
  /** Another application holds it. */
  | 'busy'
  /** None is connected, or the chosen one is gone. */
  | 'missing'
  /** The page did not come over a secure connection. */
  | 'insecure'
  /** This browser (often one inside a mail or chat application) cannot do it. */
  | 'unsupported'
  | 'other'

export function deviceProblemOf(error: unknown): DeviceProblem {
  if (!(error instanceof Error) && !(error instanceof DOMException)) return 'other'
  switch (error.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      // Chromium tells the three apart in the message; other browsers say only "not allowed".
      if (/system/i.test(error.message)) return 'denied-by-system'
      if (/dismiss/i.test(error.message)) return 'dismissed'
      return 'denied'
    case 'SecurityError':
      return 'insecure'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'TypeError':
      return 'unsupported'
    default:
      return 'other'
  }
}
