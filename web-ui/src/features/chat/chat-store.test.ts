import { describe, expect, it } from 'vitest'
import { Problem } from '@/api/problem'
import { ChatStore, type ChatPorts, type Message } from './chat-store'

const ME = 'me'

function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation_id: 'v',
    seq,
    client_id: `client-${seq}`,
    sender_ref: 'other',
    sender_name: 'Paul',
    sender_role: 'patient',
    kind: 'text',
    text: `text ${seq}`,
    sent_at: '2026-01-01T10:00:00.000Z',
    ...more,
  }
}

/** A conversation that behaves as the API describes: seq without gaps, exactly once per client_id. */
class FakeConversation {
  readonly stored: Message[] = []
  pageSize = 3
  seen = 0
  posts = 0
  failNext: 'before-storing' | 'after-storing' | null = null
  closed = false
  #ids = 0

  readonly ports: ChatPorts = {
    list: ({ after_seq, before_seq }) => {
      const all = this.stored
      const items =
        after_seq !== undefined
          ? all.filter((each) => each.seq > after_seq).slice(0, this.pageSize)
          : all.filter((each) => before_seq === undefined || each.seq < before_seq).slice(-this.pageSize)
      const edge = after_seq !== undefined ? items[items.length - 1] : items[0]
      const has_more =
        edge !== undefined && all.some((each) => (after_seq !== undefined ? each.seq > edge.seq : each.seq < edge.seq))
      return Promise.resolve({ items, last_seq: all.length, has_more })
    },
    post: ({ client_id, text }) => {
      this.posts += 1
      const fail = this.failNext
      this.failNext = null
      if (this.closed) return Promise.reject(new Problem('conflict', 409))
      if (fail === 'before-storing') return Promise.reject(new Problem('offline', 0))
      let kept = this.stored.find((each) => each.client_id === client_id)
      if (!kept) {
        kept = this.say(text, { client_id, sender_ref: ME })
      }
      return fail === 'after-storing' ? Promise.reject(new Problem('offline', 0)) : Promise.resolve(kept)
    },
    newId: () => `own-${++this.#ids}`,
    seen: (seq) => {
      this.seen = seq
    },
  }

  say(text: string, more: Partial<Message> = {}): Message {
    const said = message(this.stored.length + 1, { text, ...more })
    this.stored.push(said)
    return said
  }
}

function started(count: number): { server: FakeConversation; chat: ChatStore; seqs: () => number[] } {
  const server = new FakeConversation()
  for (let i = 1; i <= count; i++) server.say(`text ${i}`)
  const chat = new ChatStore(ME, server.ports)
  return { server, chat, seqs: () => chat.view.snapshot().messages.map((each) => each.seq) }
}

describe('a conversation', () => {
  it('begins with the newest page, tells the live connection where to go on, and counts nothing as unread', async () => {
    const { server, chat, seqs } = started(5)
    expect(await chat.load()).toBe(5)
    expect(seqs()).toEqual([3, 4, 5])
    expect(server.seen).toBe(5)
    expect(chat.view.snapshot()).toMatchObject({ hasEarlier: true, unread: 0, loading: null })
  })

  it('adds earlier pages in front', async () => {
    const { chat, seqs } = started(5)
    await chat.load()
    await chat.loadEarlier()
    expect(seqs()).toEqual([1, 2, 3, 4, 5])
    expect(chat.view.snapshot().hasEarlier).toBe(false)
  })

  it('shows a message once, whether its answer or its event comes first', async () => {
    const { server, chat, seqs } = started(1)
    await chat.load()
    await chat.send('hello')
    const echo = server.stored[1]
    if (!echo) throw new Error('nothing stored')
    await chat.receive(echo)
    await chat.receive(echo)
    expect(seqs()).toEqual([1, 2])
    expect(chat.view.snapshot().outgoing).toEqual([])
  })

  it('takes a message off the way out when its event overtakes its answer', async () => {
    const { server, chat } = started(0)
    await chat.load()
    server.failNext = 'after-storing'
    await chat.send('hello')
    expect(chat.view.snapshot().outgoing).toMatchObject([{ text: 'hello', state: 'failed' }])
    const stored = server.stored[0]
    if (!stored) throw new Error('nothing stored')
    await chat.receive(stored)
    expect(chat.view.snapshot().outgoing).toEqual([])
  })

  it('sends again under the same client id, so that a lost answer never doubles a message', async () => {
    const { server, chat, seqs } = started(0)
    await chat.load()
    server.failNext = 'after-storing'
    await chat.send('hello')
    await chat.retry('own-1')
    expect(server.posts).toBe(2)
    expect(server.stored).toHaveLength(1)
    expect(seqs()).toEqual([1])
  })

  it('fetches what is missing before it shows a message from further on', async () => {
    const { server, chat, seqs } = started(2)
    await chat.load()
    for (let i = 0; i < 7; i++) server.say('missed')
    const latest = server.say('latest')
    await chat.receive(latest)
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('orders events that arrive the wrong way round', async () => {
    const { server, chat, seqs } = started(1)
    await chat.load()
    const second = server.say('second')
    const third = server.say('third')
    await Promise.all([chat.receive(third), chat.receive(second)])
    expect(seqs()).toEqual([1, 2, 3])
  })

  it('never shows a gap after the live connection lost track', async () => {
    const { server, chat, seqs } = started(2)
    await chat.load()
    for (let i = 0; i < 10; i++) server.say('missed')
    await chat.load()
    expect(seqs()).toEqual([10, 11, 12])
    expect(chat.view.snapshot().hasEarlier).toBe(true)
  })

  it('counts unread messages of others while the panel is closed, and none once it is opened', async () => {
    const { server, chat } = started(2)
    await chat.load()
    await chat.receive(server.say('one'))
    await chat.receive(server.say('mine', { sender_ref: ME }))
    await chat.receive(server.say('two'))
    expect(chat.view.snapshot().unread).toBe(2)
    chat.setOpen(true)
    expect(chat.view.snapshot().unread).toBe(0)
    await chat.receive(server.say('three'))
    expect(chat.view.snapshot().unread).toBe(0)
  })

  it('counts the first message of an empty conversation as unread', async () => {
    const { server, chat } = started(0)
    await chat.load()
    await chat.receive(server.say('hello'))
    expect(chat.view.snapshot().unread).toBe(1)
  })

  it('says that a closed conversation takes nothing more', async () => {
    const { server, chat } = started(1)
    await chat.load()
    server.closed = true
    await chat.send('too late')
    expect(chat.view.snapshot()).toMatchObject({ closed: true, outgoing: [{ state: 'failed' }] })
    expect(chat.discard('own-1')).toBe('too late')
  })

  it('sends nothing that is only white space', async () => {
    const { server, chat } = started(0)
    await chat.send('  \n ')
    expect(server.posts).toBe(0)
  })
})
