import { useTranslation } from 'react-i18next'
import { Card } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'

/** A card whose rows are on their way. */
export function LoadingCard({ rows = 1 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <Card aria-busy className="flex flex-col gap-6 p-5">
      <span className="sr-only">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex flex-col gap-2">
          <Skeleton className="h-5 w-1/2" />
          <Skeleton className="h-4 w-1/3" />
        </div>
      ))}
    </Card>
  )
}
