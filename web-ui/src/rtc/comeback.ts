import type { OverReason } from '@/rtc/call'

/** How a try to be in the call again ended: there again, nothing decided, or over for a reason. */
export type Attempt = 'back' | 'later' | OverReason

export interface ComebackPorts {
  /** Begins the call anew, once. Never throws. */
  attempt: () => Promise<Attempt>
  over: (reason: OverReason) => void
  schedule: (run: () => void, millis: number) => () => void
  /** 0 to 1. */
  random: () => number
}

type Phase =
  | { kind: 'idle' }
  | { kind: 'watching'; cancel: () => void }
  | { kind: 'waiting'; cancel: () => void }
  | { kind: 'trying' }

/** Longer than the client library itself tries (media-options.ts): it is stuck. */
export const PATIENCE_MS = 30_000

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8_000

/**
 * Brings a call back that the client library has given up, or never comes back from. It tries as long as the person stays on the page:
 * a server may be down for an hour, and whoever waits in front of a sick person must not have to find a button.
 */
export class Comeback {
  readonly #ports: ComebackPorts
  #phase: Phase = { kind: 'idle' }
  #tries = 0

  constructor(ports: ComebackPorts) {
    this.#ports = ports
  }

  /** The library says that it reconnects: it has so long for it. */
  watch(): void {
    if (this.#phase.kind !== 'idle') return
    const cancel = this.#ports.schedule(() => {
      this.#phase = { kind: 'idle' }
      this.begin()
    }, PATIENCE_MS)
    this.#phase = { kind: 'watching', cancel }
  }

  /** The library is back by itself. */
  recovered(): void {
    if (this.#phase.kind === 'watching') this.stop()
  }

  /** The library has given up. */
  begin(): void {
    if (this.#phase.kind === 'waiting' || this.#phase.kind === 'trying') return
    if (this.#phase.kind === 'watching') this.#phase.cancel()
    this.#tries = 0
    this.#wait()
  }

  /** The call is over or left; what a try that is under way comes to no longer counts. */
  stop(): void {
    if (this.#phase.kind === 'watching' || this.#phase.kind === 'waiting') this.#phase.cancel()
    this.#phase = { kind: 'idle' }
  }

  #wait(): void {
    // At random, so that a whole room does not come back in the same instant.
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(this.#tries, 10))
    const cancel = this.#ports.schedule(() => void this.#try(), wait * (0.75 + this.#ports.random() / 2))
    this.#phase = { kind: 'waiting', cancel }
  }

  async #try(): Promise<void> {
    const phase: Phase = { kind: 'trying' }
    this.#phase = phase
    this.#tries += 1
    const outcome = await this.#ports.attempt()
    if (this.#phase !== phase) return
    if (outcome === 'later') this.#wait()
    else {
      this.#phase = { kind: 'idle' }
      if (outcome !== 'back') this.#ports.over(outcome)
    }
  }
}
