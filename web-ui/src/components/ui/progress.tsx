import { Check } from 'lucide-react'
import { cx } from '@/lib/cx'

export function ProgressBar({ label, value }: { label: string; value: number | null }) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      className="h-1.5 overflow-hidden rounded-pill bg-sunken"
    >
      <span
        className={cx(
          'block h-full rounded-pill bg-accent transition-[width] duration-150',
          percent === null && 'animate-pulse',
        )}
        style={{ width: percent === null ? '40%' : `${percent}%` }}
      />
    </div>
  )
}

export interface ProgressStepsProps {
  label: string
  steps: readonly string[]
  /** Index of the step that is under way; `steps.length` when all are done. */
  current: number
}

export function ProgressSteps({ label, steps, current }: ProgressStepsProps) {
  return (
    <ol aria-label={label} className="flex flex-wrap gap-x-5 gap-y-2 text-caption">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === current ? 'step' : undefined}
          className={cx('flex items-center gap-2', index === current ? 'font-medium text-ink' : 'text-ink-muted')}
        >
          <span
            aria-hidden
            className={cx(
              'tabular inline-flex size-6 items-center justify-center rounded-pill border',
              index < current
                ? 'border-transparent bg-success-soft text-success-ink'
                : index === current
                  ? 'border-accent text-accent-ink'
                  : 'border-line',
            )}
          >
            {index < current ? <Check className="size-4" /> : index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  )
}
