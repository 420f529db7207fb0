import { useState, type ComponentProps, type ReactNode } from 'react'
import { Eye, EyeOff } from 'lucide-react'
import { controlClass, Field } from '@/components/ui/field'
import { cx } from '@/lib/cx'

export interface PasswordFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string
  showLabel: string
  help?: ReactNode
  error?: string | undefined
}

/** A password that can be looked at; paste and password managers work. */
export function PasswordField({ label, showLabel, help, error, className, ...input }: PasswordFieldProps) {
  const [shown, setShown] = useState(false)
  return (
    <Field label={label} help={help} error={error} className={className}>
      {(control) => (
        <span className="relative block">
          <input {...input} {...control} type={shown ? 'text' : 'password'} className={cx(controlClass, 'pe-12')} />
          <button
            type="button"
            aria-label={showLabel}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-e-0 top-0 inline-flex size-11 items-center justify-center rounded-control text-ink-muted hover:text-ink [&>svg]:size-5"
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </button>
        </span>
      )}
    </Field>
  )
}
