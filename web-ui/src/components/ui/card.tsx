import type { ComponentProps } from 'react'
import { cx } from '@/lib/cx'

/** White paper on the grey page. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={cx('rounded-card border border-line bg-surface', className ?? 'p-5')} />
}
