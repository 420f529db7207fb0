/** How long somebody stays the speaker before another one may take the place: a cough or a "yes" should not move the picture. */
export const HOLD_MS = 2_000

export interface SpeakerChoice {
  id: string | null
  sinceMillis: number
}

/**
 * Who is shown as the speaker. The present one stays while they speak, and for `HOLD_MS` after they began; `active` is ordered, loudest
 * first, without oneself.
 */
export function nextSpeaker(now: SpeakerChoice, active: readonly string[], nowMillis: number): SpeakerChoice {
  if (now.id !== null && active.includes(now.id)) return now
  if (now.id !== null && nowMillis - now.sinceMillis < HOLD_MS) return now
  const loudest = active[0]
  return loudest === undefined || loudest === now.id ? now : { id: loudest, sinceMillis: nowMillis }
}
