import { isProblem } from '@/api/problem'
import type { components } from '@/api/schema'
import { Store } from '@/lib/store'

export type Message = components['schemas']['MessageView']
type Page = components['schemas']['MessagePage']

/** A message of one's own that the server has not confirmed yet. */
export interface Outgoing {
  clientId: string
  text: string
  state: 'sending' | 'failed'
}

export interface ChatView {
  /** By `seq`, without gaps from the first one shown on. */
  messages: readonly Message[]
  /** In the order they were written, always after the messages. */
  outgoing: readonly Outgoing[]
  hasEarlier: boolean
  loading: 'first' | 'earlier' | null
  failed: boolean
  /** The conversation takes no more messages. */
  closed: boolean
  unread: number
}

export interface ChatPorts {
  list: (query: { after_seq?: number; before_seq?: number }) => Promise<Page>
  post: (message: { client_id: string; text: string }) => Promise<Message>
  newId: () => string
  /** Tells the live connection what a read already brought. */
  seen: (seq: number) => void
}

/**
 * One conversation: history, live messages and what is on its way out. Messages are exactly once and in `seq` order whatever the order of
 * answers and events; sending again uses the same `client_id`, so a lost answer never doubles a message.
 */
export class ChatStore {
  readonly view = new Store<ChatView>({
    messages: [],
    outgoing: [],
    hasEarlier: false,
    loading: 'first',
    failed: false,
    closed: false,
    unread: 0,
  })
  readonly #ports: ChatPorts
  readonly #ownRef: string
  #open = false
  /** Null until the first page is there: what is older than the visit is not unread. */
  #readSeq: number | null = null
  #filling = false

  constructor(ownRef: string, ports: ChatPorts) {
    this.#ownRef = ownRef
    this.#ports = ports
  }

  /** The newest page; also after the live connection lost track. Answers the number live events follow. */
  async load(): Promise<number> {
    this.#change({ loading: 'first', failed: false })
    try {
      const page = await this.#ports.list({})
      const known = this.view.snapshot().messages
      const last = known[known.length - 1]?.seq ?? 0
      const first = page.items[0]?.seq ?? 0
      // The page continues what is shown, or replaces it; a gap is never shown.
      if (known.length > 0 && first > last + 1) this.#change({ messages: [], hasEarlier: page.has_more })
      else if (known.length === 0) this.#change({ hasEarlier: page.has_more })
      this.#readSeq ??= page.last_seq
      this.#add(page.items)
      this.#change({ loading: null })
      this.#ports.seen(page.last_seq)
      return page.last_seq
    } catch {
      this.#change({ loading: null, failed: true })
      return last(this.view.snapshot().messages)
    }
  }

  async loadEarlier(): Promise<void> {
    const { messages, loading, hasEarlier } = this.view.snapshot()
    const first = messages[0]
    if (loading !== null || !hasEarlier || !first) return
    this.#change({ loading: 'earlier', failed: false })
    try {
      const page = await this.#ports.list({ before_seq: first.seq })
      this.#add(page.items)
      this.#change({ loading: null, hasEarlier: page.has_more })
    } catch {
      this.#change({ loading: null, failed: true })
    }
  }

  /** A live message. If one before it is missing, that is fetched first. */
  async receive(message: Message): Promise<void> {
    const { messages } = this.view.snapshot()
    if (messages.length === 0 || message.seq <= last(messages) + 1) {
      this.#add([message])
      return
    }
    await this.#fillGap()
    this.#add([message])
  }

  async send(text: string): Promise<void> {
    const trimmed = text.trim()
    if (trimmed === '') return
    await this.#post({ clientId: this.#ports.newId(), text: trimmed, state: 'sending' })
  }

  async retry(clientId: string): Promise<void> {
    const outgoing = this.view.snapshot().outgoing.find((each) => each.clientId === clientId)
    if (outgoing?.state === 'failed') await this.#post({ ...outgoing, state: 'sending' })
  }

  /** Gives up a message that failed; its text comes back, to be edited. */
  discard(clientId: string): string {
    const { outgoing } = this.view.snapshot()
    this.#change({ outgoing: outgoing.filter((each) => each.clientId !== clientId) })
    return outgoing.find((each) => each.clientId === clientId)?.text ?? ''
  }

  /** While the panel is shown everything counts as read. */
  setOpen(open: boolean): void {
    this.#open = open
    if (open) this.#markRead()
  }

  async #post(outgoing: Outgoing): Promise<void> {
    const others = this.view.snapshot().outgoing
    this.#change({
      outgoing: others.some((each) => each.clientId === outgoing.clientId)
        ? others.map((each) => (each.clientId === outgoing.clientId ? outgoing : each))
        : [...others, outgoing],
    })
    try {
      await this.receive(await this.#ports.post({ client_id: outgoing.clientId, text: outgoing.text }))
    } catch (error) {
      if (isProblem(error, 'conflict', 'gone')) this.#change({ closed: true })
      this.#change({
        outgoing: this.view
          .snapshot()
          .outgoing.map((each) => (each.clientId === outgoing.clientId ? { ...each, state: 'failed' } : each)),
      })
    }
  }

  async #fillGap(): Promise<void> {
    if (this.#filling) return
    this.#filling = true
    try {
      let more = true
      while (more) {
        const before = last(this.view.snapshot().messages)
        const page = await this.#ports.list({ after_seq: before })
        this.#add(page.items)
        more = page.has_more && last(this.view.snapshot().messages) > before
      }
    } catch {
      this.#change({ failed: true })
    } finally {
      this.#filling = false
    }
  }

  #add(fresh: readonly Message[]): void {
    if (fresh.length === 0) return
    const { messages, outgoing } = this.view.snapshot()
    const bySeq = new Map(messages.map((message) => [message.seq, message]))
    for (const message of fresh) bySeq.set(message.seq, message)
    const arrived = new Set(fresh.map((message) => message.client_id))
    this.#change({
      messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq),
      outgoing: outgoing.filter((each) => !arrived.has(each.clientId)),
    })
    if (this.#open) this.#markRead()
    else this.#change({ unread: this.#countUnread() })
  }

  #markRead(): void {
    this.#readSeq = Math.max(this.#readSeq ?? 0, last(this.view.snapshot().messages))
    this.#change({ unread: 0 })
  }

  #countUnread(): number {
    const read = this.#readSeq ?? 0
    return this.view.snapshot().messages.filter((message) => message.seq > read && message.sender_ref !== this.#ownRef)
      .length
  }

  #change(part: Partial<ChatView>): void {
    this.view.update((view) => ({ ...view, ...part }))
  }
}

function last(messages: readonly Message[]): number {
  return messages[messages.length - 1]?.seq ?? 0
}
