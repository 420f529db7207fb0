import { cx } from '@/lib/cx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger' | 'danger-quiet'
export type ButtonSize = 'medium' | 'small' | 'large'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent not-disabled:hover:bg-accent-hover border-transparent',
  secondary: 'bg-surface text-ink border-edge/60 not-disabled:hover:bg-sunken',
  quiet: 'bg-transparent text-accent-ink border-transparent not-disabled:hover:bg-accent-soft',
  danger: 'bg-danger text-on-danger not-disabled:hover:bg-danger-hover border-transparent',
  'danger-quiet': 'bg-transparent text-danger-ink border-transparent not-disabled:hover:bg-danger-soft',
}

const sizes: Record<ButtonSize, string> = {
  small: 'min-h-9 px-3 text-caption gap-1.5',
  medium: 'min-h-11 px-4 text-body gap-2',
  large: 'min-h-13 px-6 text-lead gap-2.5',
}

/** The look of a button, also for a link that stands where a button would. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'medium', more?: string): string {
  return cx(
    'inline-flex items-center justify-center rounded-control border font-medium select-none text-center',
    'transition-colors duration-150 ease-standard disabled:opacity-55',
    variants[variant],
    sizes[size],
    more,
  )
}
