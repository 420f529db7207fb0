import { useId, type ComponentProps, type ReactNode } from 'react'
import { CircleAlert } from 'lucide-react'
import { cx } from '@/lib/cx'

export const controlClass =
  'w-full min-h-11 rounded-control border border-edge bg-surface px-3 text-body text-ink placeholder:text-ink-muted ' +
  'transition-colors duration-150 aria-invalid:border-danger-ink disabled:opacity-60'

export interface FieldProps {
  label: string
  help?: ReactNode
  error?: string | undefined
  /** Said after the label, when most fields of the form are required. */
  optionalText?: string | undefined
  className?: string | undefined
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A label, the control it names, its help and its error, tied together. */
export function Field({ label, help, error, optionalText, className, children }: FieldProps) {
  const id = useId()
  const described = [help ? id + '-help' : '', error ? id + '-error' : ''].filter(Boolean).join(' ')
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {optionalText && <span className="font-normal text-ink-muted"> {optionalText}</span>}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {help && (
        <p id={id + '-help'} className="text-caption text-ink-muted">
          {help}
        </p>
      )}
      {error && (
        <p id={id + '-error'} className="flex items-start gap-1.5 text-caption font-medium text-danger-ink">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  )
}

export interface TextFieldProps extends ComponentProps<'input'> {
  label: string
  /** Answers to choose from; another one can be typed. */
  suggestions?: readonly string[]
  help?: ReactNode
  error?: string | undefined
  optionalText?: string
}

export function TextField({ label, suggestions, help, error, optionalText, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help} error={error} optionalText={optionalText} className={className}>
      {(control) =>
        suggestions ? (
          <>
            <input type="text" list={control.id + '-list'} {...input} {...control} className={controlClass} />
            <datalist id={control.id + '-list'}>
              {suggestions.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </>
        ) : (
          <input type="text" {...input} {...control} className={controlClass} />
        )
      }
    </Field>
  )
}
