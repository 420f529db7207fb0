import type { ComponentProps, ReactNode } from 'react'
import { ChevronDown } from 'lucide-react'
import { controlClass, Field } from '@/components/ui/field'
import { cx } from '@/lib/cx'

export interface SelectOption {
  value: string
  label: string
}

export interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'children'> {
  label: string
  options: readonly SelectOption[]
  help?: ReactNode
  error?: string | undefined
  optionalText?: string
}

/** The browser's own list box: the best one on a phone, and the one assistive technology knows best. */
export function SelectField({ label, options, help, error, optionalText, className, ...select }: SelectFieldProps) {
  return (
    <Field label={label} help={help} error={error} optionalText={optionalText} className={className}>
      {(control) => (
        <span className="relative block">
          <select {...select} {...control} className={cx(controlClass, 'appearance-none truncate pe-10')}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute inset-e-3 top-1/2 size-5 -translate-y-1/2 text-ink-muted"
          />
        </span>
      )}
    </Field>
  )
}
