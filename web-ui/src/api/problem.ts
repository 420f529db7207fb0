import type { components } from '@/api/schema'

type ProblemBody = components['schemas']['Problem']
export type FieldError = components['schemas']['FieldError']

/** The stable part of a problem's type, `/problems/<code>`; two more for what never reached the server. */
export type ProblemCode =
  | (ProblemBody['type'] extends infer Type ? (Type extends `/problems/${infer Code}` ? Code : never) : never)
  | 'offline'
  | 'unknown'

/** A request that did not work, as the server described it. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly fieldErrors: readonly FieldError[]
  /** What support finds in the logs. */
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null

  constructor(
    code: ProblemCode,
    status: number,
    more: { detail?: string; fieldErrors?: FieldError[]; requestId?: string; retryAfterSeconds?: number } = {},
  ) {
    super(more.detail ?? code)
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.fieldErrors = more.fieldErrors ?? []
    this.requestId = more.requestId ?? null
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
  }

  is(...codes: ProblemCode[]): boolean {
    return codes.includes(this.code)
  }

  /** Worth another try by itself: nothing was decided. */
  get isTemporary(): boolean {
    return this.is('offline', 'unavailable', 'too-many-requests') || (this.status >= 500 && this.status !== 501)
  }
}

export function isProblem(error: unknown, ...codes: ProblemCode[]): error is Problem {
  return error instanceof Problem && (codes.length === 0 || error.is(...codes))
}

const KNOWN: ReadonlySet<string> = new Set<ProblemCode>([
  'bad-request',
  'malformed-json',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'not-acceptable',
  'conflict',
  'invalid-transition',
  'gone',
  'precondition-failed',
  'payload-too-large',
  'unsupported-media-type',
  'validation-failed',
  'idempotency-key-reused',
  'too-many-requests',
  'internal',
  'unavailable',
])

function isKnown(code: string): code is ProblemCode {
  return KNOWN.has(code)
}

/** Reads an answer that is not 2xx. Anything that is not a problem document (a proxy's page, say) becomes `unknown`. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  const more: ConstructorParameters<typeof Problem>[2] = {}
  if (Number.isFinite(retryAfter)) more.retryAfterSeconds = retryAfter
  let body: Partial<ProblemBody> = {}
  try {
    const parsed: unknown = await response.json()
    if (typeof parsed === 'object' && parsed !== null) body = parsed
  } catch {
    // Not JSON: only the status speaks.
  }
  if (typeof body.detail === 'string') more.detail = body.detail
  if (typeof body.request_id === 'string') more.requestId = body.request_id
  if (Array.isArray(body.errors)) more.fieldErrors = body.errors
  const code = typeof body.type === 'string' ? body.type.replace('/problems/', '') : ''
  if (isKnown(code)) return new Problem(code, response.status, more)
  return new Problem(
    response.status === 502 || response.status === 503 || response.status === 504 ? 'unavailable' : 'unknown',
    response.status,
    more,
  )
}
