import { describe, expect, it } from 'vitest'
import { LiveSocket, type TopicListener } from './live-socket'

class FakeSocket {
  readonly sent: Record<string, unknown>[] = []
  readyState: number = WebSocket.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  closed = false

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>)
  }
  close(): void {
    this.closed = true
  }
  open(): void {
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }
  hear(frame: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...frame }) })
  }
  break(code = 1006): void {
    this.readyState = WebSocket.CLOSED
    this.onclose?.({ code })
  }
  greet(): void {
    this.open()
    this.hear({ type: 'ack', id: 'hello' })
  }
}

class World {
  readonly sockets: FakeSocket[] = []
  readonly waits: { run: () => void; millis: number; cancelled: boolean }[] = []
  tickets = 0
  refuseTicket = false
  readonly live = new LiveSocket({
    ticket: () => {
      this.tickets += 1
      return this.refuseTicket ? Promise.reject(new Error('refused')) : Promise.resolve(`ticket-${this.tickets}`)
    },
    open: () => {
      const socket = new FakeSocket()
      this.sockets.push(socket)
      return socket as unknown as WebSocket
    },
    schedule: (run, millis) => {
      const wait = { run, millis, cancelled: false }
      this.waits.push(wait)
      return () => {
        wait.cancelled = true
      }
    },
    random: () => 0.5,
  })

  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1]
    if (!last) throw new Error('nothing opened')
    return last
  }
}

function listener(): TopicListener & { heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    onEvent: (type, _data, seq) => heard.push(`${type} ${seq}`),
    onResync: () => heard.push('resync'),
    onRefused: () => heard.push('refused'),
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('the live connection', () => {
  it('opens for the first listener, greets with a ticket and resumes after what was read', async () => {
    const world = new World()
    const ear = listener()
    world.live.subscribe('consult.1', 7, ear)
    await settle()
    world.socket.greet()
    expect(world.socket.sent).toMatchObject([
      { type: 'hello', data: { ticket: 'ticket-1' } },
      { type: 'resume', topic: 'consult.1', seq: 7 },
    ])
    world.socket.hear({ type: 'message.new', topic: 'consult.1', seq: 8, data: {} })
    expect(ear.heard).toEqual(['message.new 8'])
  })

  it('hears every event once and in order, also when they are repeated', async () => {
    const world = new World()
    const ear = listener()
    world.live.subscribe('t.1', 0, ear)
    await settle()
    world.socket.greet()
    for (const seq of [1, 2, 2, 1, 3]) world.socket.hear({ type: 'e', topic: 't.1', seq })
    expect(ear.heard).toEqual(['e 1', 'e 2', 'e 3'])
  })

  it('comes back after a break with a new ticket and goes on from the last event', async () => {
    const world = new World()
    world.live.subscribe('t.1', 0, listener())
    await settle()
    world.socket.greet()
    world.socket.hear({ type: 'e', topic: 't.1', seq: 4 })
    world.socket.break()
    expect(world.live.healthy.snapshot()).toBe(false)
    world.waits[0]?.run()
    await settle()
    world.socket.greet()
    expect(world.sockets).toHaveLength(2)
    expect(world.socket.sent).toMatchObject([
      { data: { ticket: 'ticket-2' } },
      { type: 'resume', topic: 't.1', seq: 4 },
    ])
    expect(world.live.healthy.snapshot()).toBe(true)
  })

  it('waits longer after every failure, within a bound', async () => {
    const world = new World()
    world.refuseTicket = true
    world.live.subscribe('t.1', 0, listener())
    for (let i = 0; i < 9; i++) {
      await settle()
      world.waits[i]?.run()
    }
    const waits = world.waits.map((wait) => wait.millis)
    expect(waits.slice(0, 3)).toEqual([750, 1500, 3000])
    expect(Math.max(...waits)).toBeLessThanOrEqual(15_000)
  })

  it('waits one to five seconds when the server says it restarts', async () => {
    const world = new World()
    world.live.subscribe('t.1', 0, listener())
    await settle()
    world.socket.greet()
    world.socket.break(1012)
    expect(world.waits[0]?.millis).toBe(3_000)
  })

  it('tells a listener to read again, and one that may not listen', async () => {
    const world = new World()
    const ear = listener()
    world.live.subscribe('t.1', 0, ear)
    await settle()
    world.socket.greet()
    world.socket.hear({ type: 'resync', topic: 't.1' })
    world.socket.hear({ type: 'error', id: world.socket.sent[1]?.['id'], data: {} })
    world.socket.hear({ type: 'unsubscribed', topic: 't.1' })
    expect(ear.heard).toEqual(['resync', 'refused', 'refused'])
  })

  it('closes with the last listener and does not come back by itself', async () => {
    const world = new World()
    const first = world.live.subscribe('t.1', 0, listener())
    await settle()
    world.socket.greet()
    first.close()
    expect(world.socket.closed).toBe(true)
    world.socket.break(1000)
    expect(world.waits).toEqual([])
  })

  it('survives frames that are not what they should be', async () => {
    const world = new World()
    const ear = listener()
    world.live.subscribe('t.1', 0, ear)
    await settle()
    world.socket.greet()
    for (const data of ['', '{', 'null', '[]', '"x"', '{"type":7}', '{"type":"e","topic":3,"seq":"a"}', new Blob()]) {
      world.socket.onmessage?.({ data })
    }
    expect(ear.heard).toEqual([])
  })
})
