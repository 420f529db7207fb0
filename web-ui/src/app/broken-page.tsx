import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/button'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'

/** Shown when rendering failed. */
export function BrokenPage() {
  const { t } = useTranslation()
  return (
    <PublicPage>
      <PageHeading title={t('broken.title')} />
      <p className="text-ink-muted">{t('broken.text')}</p>
      <div>
        <Button variant="primary" onClick={() => location.reload()}>
          {t('broken.reload')}
        </Button>
      </div>
    </PublicPage>
  )
}
