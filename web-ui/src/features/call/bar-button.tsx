import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from '@/components/ui/tooltip'
import { cx } from '@/lib/cx'

export interface BarButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: ReactNode
  /** Its constant name; the state is `pressed`. */
  name: string
  /** What pressing does now, and by which key. */
  tooltip: string
  pressed?: boolean
  /** `alert`: off means nobody hears or sees you; `on`: a panel is open. */
  look?: 'plain' | 'alert' | 'on' | 'danger'
  count?: number
}

const looks = {
  plain: 'text-ink not-disabled:hover:bg-sunken',
  alert: 'bg-danger-soft text-danger-ink not-disabled:hover:brightness-110',
  on: 'bg-accent-soft text-accent-ink not-disabled:hover:brightness-110',
  danger: 'bg-danger text-on-danger not-disabled:hover:bg-danger-hover',
}

/** A button of the call bar: icon, its name below it where there is room, 44 px and more. */
export function BarButton({
  icon,
  name,
  tooltip,
  pressed,
  look = 'plain',
  count = 0,
  className,
  ...rest
}: BarButtonProps) {
  return (
    <Tooltip text={tooltip}>
      <button
        type="button"
        aria-label={name}
        {...rest}
        aria-pressed={pressed}
        className={cx(
          'relative inline-flex h-12 min-w-11 flex-col items-center justify-center gap-0.5 rounded-control px-1 min-[375px]:min-w-12 transition-colors duration-150 ease-standard sm:h-14 sm:min-w-[4.5rem] sm:px-2',
          'disabled:opacity-50 [&>svg]:size-5',
          looks[look],
          className,
        )}
      >
        {icon}
        <span className="text-micro max-sm:hidden">{name}</span>
        {count > 0 && (
          <span
            aria-hidden
            className="tabular absolute inset-e-0.5 top-0.5 inline-flex h-5 min-w-5 items-center justify-center rounded-pill bg-accent px-1 text-micro font-semibold text-on-accent sm:inset-e-2.5"
          >
            {count > 99 ? '99+' : count}
          </span>
        )}
      </button>
    </Tooltip>
  )
}
