import { call } from '@/api/client'
import { live } from '@/api/live'
import { ChatStore, type Message } from './chat-store'
import { randomId } from '@/lib/ids'

/** A conversation wired to the server, for as long as it is started. */
export class Conversation {
  readonly store: ChatStore
  readonly #id: string
  #subscription: ReturnType<typeof live.subscribe> | null = null

  constructor(id: string, ownRef: string) {
    this.#id = id
    const path = { conversation_id: id }
    this.store = new ChatStore(ownRef, {
      list: (query) => call('get', '/conversations/{conversation_id}/messages', { path, query }),
      post: (body) => call('post', '/conversations/{conversation_id}/messages', { path, body }),
      newId: randomId,
      seen: (seq) => this.#subscription?.seen(seq),
    })
  }

  /** `onNew` hears every live message, one's own included. */
  start(onNew: (message: Message) => void): () => void {
    let stopped = false
    void this.store.load().then((seq) => {
      if (stopped) return
      this.#subscription = live.subscribe('conversation.' + this.#id, seq, {
        onEvent: (type, data) => {
          if (type !== 'message.new') return
          const message = data as Message
          void this.store.receive(message)
          onNew(message)
        },
        onResync: () => void this.store.load(),
        onRefused: () => undefined,
      })
    })
    return () => {
      stopped = true
      this.#subscription?.close()
      this.#subscription = null
    }
  }
}
