import type { ReactNode } from 'react'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { cx } from '@/lib/cx'

export type Tone = 'info' | 'success' | 'warning' | 'danger'

const tones: Record<Tone, { box: string; icon: ReactNode }> = {
  info: { box: 'bg-accent-soft text-accent-ink', icon: <Info aria-hidden /> },
  success: { box: 'bg-success-soft text-success-ink', icon: <CircleCheck aria-hidden /> },
  warning: { box: 'bg-warning-soft text-warning-ink', icon: <TriangleAlert aria-hidden /> },
  danger: { box: 'bg-danger-soft text-danger-ink', icon: <CircleAlert aria-hidden /> },
}

export interface BannerProps {
  tone: Tone
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** Errors that appear by themselves are spoken at once; the rest waits for its turn. */
  live?: 'off' | 'polite' | 'assertive'
}

/** What happened, what it means, what to do: one line and, below it, more. */
export function Banner({ tone, title, children, actions, live = 'off' }: BannerProps) {
  return (
    <div
      role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : undefined}
      className={cx('flex items-start gap-3 rounded-card px-4 py-3', tones[tone].box)}
    >
      <span className="mt-0.5 shrink-0 [&>svg]:size-5">{tones[tone].icon}</span>
      <div className="min-w-0 grow">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-ink">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
