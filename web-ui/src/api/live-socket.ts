import { Store } from '@/lib/store'

/** What one subscription hears. */
export interface TopicListener {
  /** An event of the topic, in order; `seq` is its number within the topic. */
  onEvent: (type: string, data: unknown, seq: number) => void
  /** The server no longer knows what was missed: read the resource again and report its number by `seen`. */
  onResync: () => void
  /** The topic may not be read, or no longer. */
  onRefused: () => void
}

export interface Subscription {
  /** Everything up to this number is known, for example from a read over REST. */
  seen: (seq: number) => void
  close: () => void
}

export interface LiveSocketPorts {
  /** A fresh single-use ticket; throws when there is none to be had. */
  ticket: () => Promise<string>
  open: () => WebSocket
  schedule: (run: () => void, millis: number) => () => void
  /** 0 to 1. */
  random: () => number
}

interface Topic {
  name: string
  seq: number
  listener: TopicListener
}

type Phase =
  | { kind: 'idle' }
  | { kind: 'opening' }
  | { kind: 'greeting'; socket: WebSocket }
  | { kind: 'open'; socket: WebSocket }
  | { kind: 'waiting'; cancel: () => void }

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
const RESTARTING = 1012
const HELLO_ID = 'hello'

/**
 * The API's WebSocket: one connection for any number of topics, opened while somebody listens. After every break it comes back by itself
 * and resumes each topic from the last event seen, so that listeners neither miss nor hear anything twice.
 */
export class LiveSocket {
  /** False only after the connection broke, until it is back. */
  readonly healthy = new Store(true)
  readonly #ports: LiveSocketPorts
  readonly #topics = new Map<string, Set<Topic>>()
  #phase: Phase = { kind: 'idle' }
  #failures = 0
  #nextId = 0

  constructor(ports: LiveSocketPorts) {
    this.#ports = ports
  }

  /** Listens to a topic from after `seq` on. */
  subscribe(name: string, seq: number, listener: TopicListener): Subscription {
    const topic: Topic = { name, seq, listener }
    const listening = this.#topics.get(name) ?? new Set()
    listening.add(topic)
    this.#topics.set(name, listening)
    if (this.#phase.kind === 'idle') this.#connect()
    else if (this.#phase.kind === 'open') this.#resume(this.#phase.socket, name)
    return {
      seen: (upTo) => {
        topic.seq = Math.max(topic.seq, upTo)
      },
      close: () => {
        listening.delete(topic)
        if (listening.size > 0) return
        this.#topics.delete(name)
        if (this.#phase.kind === 'open') this.#send(this.#phase.socket, { type: 'unsubscribe', topic: name })
        if (this.#topics.size === 0) this.#close()
      },
    }
  }

  #connect(): void {
    this.#phase = { kind: 'opening' }
    this.#ports.ticket().then(
      (ticket) => {
        if (this.#phase.kind !== 'opening') return
        const socket = this.#ports.open()
        this.#phase = { kind: 'greeting', socket }
        socket.onopen = () => this.#send(socket, { type: 'hello', id: HELLO_ID, data: { ticket } })
        socket.onmessage = (event) => this.#onFrame(socket, event.data)
        socket.onclose = (event) => this.#onClose(socket, event.code)
      },
      () => {
        if (this.#phase.kind === 'opening') this.#retry(false)
      },
    )
  }

  #onFrame(socket: WebSocket, frame: unknown): void {
    const message = parse(frame)
    if (!message) return
    if (this.#phase.kind === 'greeting' && this.#phase.socket === socket) {
      if (message.type !== 'ack' || message.id !== HELLO_ID) return
      this.#phase = { kind: 'open', socket }
      this.#failures = 0
      this.healthy.set(true)
      for (const name of this.#topics.keys()) this.#resume(socket, name)
      return
    }
    const topics = message.topic === undefined ? undefined : this.#topics.get(message.topic)
    if (message.type === 'error' && message.id?.startsWith('resume ')) {
      for (const topic of [...(this.#topics.get(message.id.split(' ')[1] ?? '') ?? [])]) topic.listener.onRefused()
      return
    }
    if (!topics) return
    for (const topic of [...topics]) {
      if (message.type === 'resync') topic.listener.onResync()
      else if (message.type === 'unsubscribed') topic.listener.onRefused()
      else if (message.seq !== undefined && message.seq > topic.seq) {
        topic.seq = message.seq
        topic.listener.onEvent(message.type, message.data, message.seq)
      }
    }
  }

  #onClose(socket: WebSocket, code: number): void {
    if ((this.#phase.kind === 'greeting' || this.#phase.kind === 'open') && this.#phase.socket === socket) {
      this.#retry(code === RESTARTING)
    }
  }

  #retry(restarting: boolean): void {
    if (this.#topics.size === 0) {
      this.#phase = { kind: 'idle' }
      return
    }
    this.#failures += 1
    this.healthy.set(false)
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#failures, 10))
    // A restarting server asks for 1 to 5 s at random; otherwise between half and the whole of a doubling wait.
    const wait = restarting ? 1_000 + 4_000 * this.#ports.random() : longest * (0.5 + 0.5 * this.#ports.random())
    const cancel = this.#ports.schedule(() => {
      if (this.#phase.kind === 'waiting') this.#connect()
    }, wait)
    this.#phase = { kind: 'waiting', cancel }
  }

  #resume(socket: WebSocket, name: string): void {
    const topics = this.#topics.get(name)
    if (!topics) return
    // Several listeners of one topic: from the earliest; each skips what it has seen.
    const seq = Math.min(...[...topics].map((topic) => topic.seq))
    this.#nextId += 1
    this.#send(socket, { type: 'resume', id: `resume ${name} ${this.#nextId}`.slice(0, 64), topic: name, seq })
  }

  #send(socket: WebSocket, message: object): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: 1, ...message }))
  }

  #close(): void {
    const phase = this.#phase
    this.#phase = { kind: 'idle' }
    this.#failures = 0
    this.healthy.set(true)
    if (phase.kind === 'waiting') phase.cancel()
    if (phase.kind === 'greeting' || phase.kind === 'open') phase.socket.close()
  }
}

interface Frame {
  type: string
  id?: string
  topic?: string
  seq?: number
  data?: unknown
}

function parse(frame: unknown): Frame | null {
  if (typeof frame !== 'string') return null
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') return null
  const parsed: Frame = { type: value.type }
  if ('id' in value && typeof value.id === 'string') parsed.id = value.id
  if ('topic' in value && typeof value.topic === 'string') parsed.topic = value.topic
  if ('seq' in value && typeof value.seq === 'number') parsed.seq = value.seq
  if ('data' in value) parsed.data = value.data
  return parsed
}
