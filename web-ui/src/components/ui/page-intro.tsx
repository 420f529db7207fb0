import type { ReactNode } from 'react'
import { PageHeading } from '@/components/ui/page-heading'

/** The heading of a page and, below it, what the page is for. */
export function PageIntro({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <PageHeading title={title} />
      {children && <p className="text-ink-muted">{children}</p>}
    </div>
  )
}
