import type { Person } from '@/rtc/call'

/** One thing to look at: a person, or the screen a person shares. */
export type TileSubject = { kind: 'person'; person: Person } | { kind: 'screen'; person: Person }

export interface Arrangement {
  stage: readonly TileSubject[]
  strip: readonly TileSubject[]
}

export interface ArrangementInput {
  self: Person
  others: readonly Person[]
  speakerId: string | null
  pinned: readonly string[]
  selfInGrid: boolean
  narrow: boolean
}

export const MAX_PINS = 4
/** On a phone three people can be stacked and still be recognised; a fourth makes speaker and strip the better choice. */
const STACKED_ON_PHONE = 3

/**
 * Who is on the stage and who is in the strip. A shared screen takes the stage (the last one to begin; one's own never, it would only show
 * itself); then pinned people; then, on a phone with many, the speaker; otherwise everybody is on the stage.
 */
export function arrange(input: ArrangementInput): Arrangement {
  const { self, others, speakerId, pinned, selfInGrid, narrow } = input
  const people = selfInGrid || others.length === 0 ? [...others, self] : others
  const everybody = people.map((person): TileSubject => ({ kind: 'person', person }))

  const sharing = others.filter((person) => person.screen !== null)
  const screen = sharing[sharing.length - 1]
  if (screen) {
    return { stage: [{ kind: 'screen', person: screen }], strip: everybody }
  }
  const pins = everybody.filter((subject) => pinned.includes(subject.person.id))
  if (pins.length > 0) {
    return { stage: pins, strip: everybody.filter((subject) => !pinned.includes(subject.person.id)) }
  }
  if (narrow && everybody.length > STACKED_ON_PHONE) {
    const speaker = everybody.find((subject) => subject.person.id === speakerId) ?? everybody[0]
    // The speaker stays in the strip too: a strip that reshuffles at every word cannot be read.
    if (speaker) return { stage: [speaker], strip: everybody }
  }
  return { stage: everybody, strip: [] }
}

/** Pins or unpins; a fifth pin replaces the oldest. */
export function togglePin(pinned: readonly string[], id: string): readonly string[] {
  if (pinned.includes(id)) return pinned.filter((each) => each !== id)
  return [...pinned, id].slice(-MAX_PINS)
}
