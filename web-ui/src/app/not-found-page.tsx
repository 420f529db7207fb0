import { useTranslation } from 'react-i18next'
import { buttonClass } from '@/components/ui/button-class'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <PublicPage>
      <PageHeading title={t('notFound.title')} />
      <p className="text-ink-muted">{t('notFound.text')}</p>
      <div>
        <a href="/" className={buttonClass('primary')}>
          {t('notFound.home')}
        </a>
      </div>
    </PublicPage>
  )
}
