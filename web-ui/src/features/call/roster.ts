import type { TFunction } from 'i18next'
import type { components } from '@/api/schema'
import type { Person } from '@/rtc/call'

/** What the API says about people, by their ref in the room. The name on a tile is the API's; the room's is only a fallback. */
export type Roster = ReadonlyMap<string, components['schemas']['ParticipantView']>

export interface Identity {
  name: string
  /** Relation if one was given, else the role; always after "guest" for somebody without an account. */
  detail: string | undefined
  verified: boolean
}

export function identityOf(person: Person, roster: Roster, common: TFunction): Identity {
  const entry = roster.get(person.id)
  const part = entry && (entry.relation ?? common(`role.${entry.role}`))
  const detail = entry?.verified === false ? `${common('guest')} · ${part}` : part
  return { name: entry?.display_name ?? (person.name || common('guest')), detail, verified: entry?.verified === true }
}
