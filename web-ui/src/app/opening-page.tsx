import { PublicPage } from '@/components/ui/public-page'
import { Skeleton } from '@/components/ui/skeleton'

/** Between an address and the page or the call it opens. */
export function OpeningPage({ text }: { text: string }) {
  return (
    <PublicPage>
      <div aria-busy className="flex flex-col gap-4">
        <p role="status" className="text-ink-muted">
          {text}
        </p>
        <Skeleton className="aspect-video w-full" />
        <Skeleton className="h-11 w-full" />
      </div>
    </PublicPage>
  )
}
