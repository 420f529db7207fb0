import type { TFunction } from 'i18next'
import { isProblem } from '@/api/problem'

/** What a failed request means to a person, and what to do. */
export function problemText(t: TFunction, error: unknown): string {
  if (!isProblem(error)) return t('problem.other', { code: 'client' })
  switch (error.code) {
    case 'offline':
    case 'unavailable':
    case 'too-many-requests':
    case 'forbidden':
    case 'not-found':
    case 'unauthenticated':
    case 'gone':
    case 'validation-failed':
      return t(`problem.${error.code}`)
    case 'conflict':
    case 'invalid-transition':
    case 'precondition-failed':
      return t('problem.conflict')
    default:
      return t('problem.other', { code: error.requestId ?? error.status })
  }
}

/** What the server said about one field, in our words. */
export function fieldErrorText(t: TFunction, code: string): string {
  switch (code) {
    case 'required':
    case 'too_short':
    case 'too_long':
    case 'bad_format':
    case 'bad_characters':
    case 'too_weak':
    case 'taken':
      return t(`fieldError.${code}`)
    default:
      return t('fieldError.other')
  }
}
