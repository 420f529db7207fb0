import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from '@/components/ui/tooltip'
import { cx } from '@/lib/cx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: ReactNode
  /** The name for assistive technology, and the tooltip. */
  label: string
  /** A toggle when given; its state is spoken. */
  pressed?: boolean
  tone?: 'plain' | 'danger'
  size?: 'medium' | 'small'
}

/** A round control with an icon only. Where there is room for words, use a Button. */
export function IconButton({
  icon,
  label,
  pressed,
  tone = 'plain',
  size = 'medium',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-control transition-colors duration-150 ease-standard',
          'disabled:opacity-50 [&>svg]:size-5',
          size === 'medium' ? 'size-11' : 'size-9',
          tone === 'danger'
            ? 'text-danger-ink not-disabled:hover:bg-danger-soft'
            : 'text-ink not-disabled:hover:bg-sunken',
          pressed === true && 'bg-accent-soft text-accent-ink',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
