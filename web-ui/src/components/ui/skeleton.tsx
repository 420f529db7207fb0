import { cx } from '@/lib/cx'

/** The place of something that is being fetched. Hidden from assistive technology: the region around says it is busy. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse rounded-small bg-sunken', className ?? 'h-4 w-full')} />
}
