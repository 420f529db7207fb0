import { call } from '@/api/client'
import { live } from '@/api/live'
import { isProblem } from '@/api/problem'
import type { components } from '@/api/schema'
import { Store } from '@/lib/store'

export type Consult = components['schemas']['ConsultView']
export type ConsultParticipant = components['schemas']['ParticipantView']
type ConsultState = components['schemas']['LiveConsultState']

export type ConsultFeedView =
  { kind: 'loading' } | { kind: 'ready'; consult: Consult } | { kind: 'failed'; error: unknown }

/** A consult as the API tells it: read once, then kept current by the topic `consult.{id}`. Both the pages and the call read it. */
export class ConsultFeed {
  readonly view = new Store<ConsultFeedView>({ kind: 'loading' })
  readonly #id: string
  #subscription: ReturnType<typeof live.subscribe> | null = null
  #stopped = false

  constructor(id: string) {
    this.#id = id
  }

  start(): () => void {
    this.#stopped = false
    void this.read()
    return () => {
      this.#stopped = true
      this.#subscription?.close()
      this.#subscription = null
    }
  }

  /** Reads the consult again; what is shown stays until the answer is there. */
  readonly read = async (): Promise<void> => {
    try {
      const consult = await call('get', '/consults/{consult_id}', { path: { consult_id: this.#id } })
      this.adopt(consult)
    } catch (error) {
      if (this.#stopped) return
      // A page that shows something keeps showing it through a passing failure.
      if (this.view.snapshot().kind !== 'ready' || !(isProblem(error) && error.isTemporary)) {
        this.view.set({ kind: 'failed', error })
      }
    }
  }

  /** Takes a fresh answer of the API as the present state. */
  adopt(consult: Consult): void {
    if (this.#stopped) return
    this.view.set({ kind: 'ready', consult })
    if (this.#subscription) {
      this.#subscription.seen(consult.event_seq)
      return
    }
    this.#subscription = live.subscribe('consult.' + this.#id, consult.event_seq, {
      onEvent: (type, data) => this.view.update((view) => apply(view, type, data)),
      onResync: () => void this.read(),
      onRefused: () => void this.read(),
    })
  }
}

/** The view after one live event; an event that says nothing we know changes nothing. */
export function apply(view: ConsultFeedView, type: string, data: unknown): ConsultFeedView {
  if (view.kind !== 'ready' || typeof data !== 'object' || data === null) return view
  const { consult } = view
  switch (type) {
    case 'participant.joined':
    case 'participant.left':
    case 'participant.media': {
      const participant = data as ConsultParticipant
      const rest = consult.participants.some((each) => each.ref === participant.ref)
        ? consult.participants.map((each) => (each.ref === participant.ref ? participant : each))
        : [...consult.participants, participant]
      return { kind: 'ready', consult: { ...consult, participants: rest } }
    }
    case 'consult.state':
      return { kind: 'ready', consult: { ...consult, ...(data as ConsultState) } }
    default:
      return view
  }
}
