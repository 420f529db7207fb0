import type { TFunction } from 'i18next'
import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form'
import { isProblem } from '@/api/problem'
import { fieldErrorText } from '@/api/problem-text'

/** Puts the server's field errors at their fields. True when every one of them found its place. */
export function showFieldErrors<Values extends FieldValues>(
  t: TFunction,
  error: unknown,
  setError: UseFormSetError<Values>,
  fields: readonly FieldPath<Values>[],
): boolean {
  if (!isProblem(error, 'validation-failed') || error.fieldErrors.length === 0) return false
  let all = true
  for (const { pointer, code } of error.fieldErrors) {
    const field = fields.find((name) => '/' + name === pointer)
    if (field) setError(field, { message: fieldErrorText(t, code) }, { shouldFocus: true })
    else all = false
  }
  return all
}
