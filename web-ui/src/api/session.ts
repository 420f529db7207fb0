import type { components } from '@/api/schema'
import { Problem, problemOf } from '@/api/problem'
import { Store } from '@/lib/store'

type SignedIn = components['schemas']['SignedInView']
export type User = components['schemas']['UserView']
export type Entered = components['schemas']['EnteredView']

/**
 * Who this tab acts as. Tokens live here, in memory, and nowhere else; after a reload the HttpOnly cookie brings them back.
 * `unknown` lasts until the first refresh has answered.
 */
export type Session =
  | { kind: 'unknown' }
  | { kind: 'nobody' }
  | { kind: 'staff'; token: string; user: User }
  | { kind: 'guest'; token: string; entered: Entered }

export const session = new Store<Session>({ kind: 'unknown' })

export function becomeStaff(signedIn: SignedIn): void {
  session.set({ kind: 'staff', token: signedIn.access_token, user: signedIn.user })
}

export function becomeGuest(entered: Entered): void {
  session.set({ kind: 'guest', token: entered.access_token, entered })
}

export function becomeNobody(): void {
  session.set({ kind: 'nobody' })
}

type RefreshPath = '/auth/refresh' | '/join/refresh'

async function refresh<T>(path: RefreshPath): Promise<T> {
  const exchange = async (): Promise<T> => {
    let response: Response
    try {
      response = await fetch('/api/v1' + path, { method: 'POST', headers: { Accept: 'application/json' } })
    } catch {
      throw new Problem('offline', 0)
    }
    if (!response.ok) throw await problemOf(response)
    return (await response.json()) as T
  }
  // Two tabs that refresh at once would each rotate the same cookie.
  if ('locks' in navigator) return navigator.locks.request('consilium' + path, exchange)
  return exchange()
}

let running: Promise<void> | null = null

/**
 * Gets new tokens for whoever this tab acts as; calls at the same time share one request. A refusal makes the session
 * `nobody`; a network failure leaves it as it is and throws.
 */
export function renewSession(): Promise<void> {
  running ??= renew().finally(() => {
    running = null
  })
  return running
}

async function renew(): Promise<void> {
  const asGuest = session.snapshot().kind === 'guest'
  try {
    if (asGuest) becomeGuest(await refresh<Entered>('/join/refresh'))
    else becomeStaff(await refresh<SignedIn>('/auth/refresh'))
  } catch (error) {
    if (error instanceof Problem && !error.isTemporary) becomeNobody()
    throw error
  }
}

/** Comes back as the guest of the cookie, for example after a reload of the join page. */
export async function resumeGuest(): Promise<Entered> {
  const entered = await refresh<Entered>('/join/refresh')
  becomeGuest(entered)
  return entered
}
