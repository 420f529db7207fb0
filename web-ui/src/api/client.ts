import type { paths } from '@/api/schema'
import { Problem, problemOf } from '@/api/problem'
import { renewSession, session } from '@/api/session'
import { currentLanguage } from '@/lib/i18n'

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type PathsWith<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<V, { responses: unknown }> ? P : never
}[keyof paths]
type Operation<P extends keyof paths, V extends Verb> = paths[P] extends Record<V, infer O> ? O : never

type Part<T, K extends string> = T extends { parameters: Record<K, infer X> }
  ? [X] extends [undefined]
    ? never
    : X
  : never
type Optional<T, K extends string> = T extends { parameters: { [key in K]?: infer X } } ? Exclude<X, undefined> : never
type Body<T> = T extends { requestBody: { content: { 'application/json': infer B } } } ? B : never

type Success<T> = T extends { responses: infer R }
  ? { [S in keyof R]: S extends 200 | 201 ? R[S] : never }[keyof R] extends infer X
    ? X extends { content: { 'application/json': infer J } }
      ? J
      : never
    : never
  : never

export type Answer<V extends Verb, P extends PathsWith<V>> = [Success<Operation<P, V>>] extends [never]
  ? undefined
  : Success<Operation<P, V>>

type Unless<X, K extends string> = [X] extends [never] ? { [key in K]?: never } : Record<K, X>

export type Request<V extends Verb, P extends PathsWith<V>> = Unless<Part<Operation<P, V>, 'path'>, 'path'> &
  Unless<Body<Operation<P, V>>, 'body'> & {
    query?: Extract<Optional<Operation<P, V>, 'query'>, object>
    /** A UUID that makes a repeated creation one creation. */
    idempotencyKey?: string
    signal?: AbortSignal
    /** Sends no token and does not try to renew it: sign-in and joining. */
    anonymous?: boolean
  }

/** A request without its types, as it goes on the wire. */
interface Wire {
  path?: object
  query?: object
  body?: unknown
  idempotencyKey?: string
  signal?: AbortSignal
  anonymous?: boolean
}

function address(path: string, request: Wire): string {
  let filled = path
  for (const [name, value] of Object.entries(request.path ?? {})) {
    filled = filled.replace(`{${name}}`, encodeURIComponent(String(value)))
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return '/api/v1' + filled + (text ? '?' + text : '')
}

/**
 * Calls the API. The types of path, body and answer follow from `openapi.yaml`. A refused or failed call throws a `Problem`; an expired
 * token is renewed once and the call repeated.
 */
export async function call<V extends Verb, P extends PathsWith<V>>(
  verb: V,
  path: P,
  request: Request<V, P>,
): Promise<Answer<V, P>> {
  const wire: object = request
  const response = await send(verb, path, wire)
  if (response.status === 204) return undefined as Answer<V, P>
  return (await response.json()) as Answer<V, P>
}

/** The same, for an answer in another format (a CSV file). */
export async function download<P extends PathsWith<'get'>>(
  path: P,
  request: Request<'get', P>,
  accept: string,
): Promise<Blob> {
  const wire: object = request
  const response = await send('get', path, wire, accept)
  return response.blob()
}

async function send(verb: Verb, path: string, request: Wire, accept = 'application/json'): Promise<Response> {
  const attempt = async (): Promise<Response> => {
    const headers = new Headers({ Accept: accept, 'Accept-Language': currentLanguage() })
    const who = session.snapshot()
    if (request.anonymous !== true && 'token' in who) headers.set('Authorization', 'Bearer ' + who.token)
    if (request.body !== undefined) headers.set('Content-Type', 'application/json')
    if (request.idempotencyKey !== undefined) headers.set('Idempotency-Key', request.idempotencyKey)
    const init: RequestInit = { method: verb.toUpperCase(), headers }
    if (request.body !== undefined) init.body = JSON.stringify(request.body)
    if (request.signal) init.signal = request.signal
    try {
      return await fetch(address(path, request), init)
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      throw new Problem('offline', 0)
    }
  }

  let response = await attempt()
  if (response.status === 401 && request.anonymous !== true && session.snapshot().kind !== 'nobody') {
    await renewSession()
    response = await attempt()
  }
  if (!response.ok) throw await problemOf(response)
  return response
}
