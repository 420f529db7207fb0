/** Raised hands travel on the data channel and are never stored. */
export const HAND_TOPIC = 'hand'

const MAX_BYTES = 200

export function writeHand(raised: boolean): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ raised }))
}

/** Whatever another client sent; null when it is not a hand. */
export function readHand(payload: Uint8Array): boolean | null {
  if (payload.byteLength > MAX_BYTES) return null
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    if (typeof parsed !== 'object' || parsed === null || !('raised' in parsed)) return null
    return typeof parsed.raised === 'boolean' ? parsed.raised : null
  } catch {
    return null
  }
}
