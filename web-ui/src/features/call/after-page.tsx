import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'
import type { OverReason } from '@/rtc/call'

export interface AfterPageProps {
  reason: OverReason
  organisation?: string | undefined
  onRejoin: () => void
  rejoining: boolean
  /** What stopped the last try to come back, in words. */
  failure: string | null
  /** Another way on, for staff. */
  more?: ReactNode
  footer?: ReactNode
}

const FINAL: readonly OverReason[] = ['ended', 'removed']

/** After the call, or instead of it: what happened, what it means, what to do. */
export function AfterPage({ reason, organisation, onRejoin, rejoining, failure, more, footer }: AfterPageProps) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const again = reason === 'refused' || reason === 'unreachable' ? t('over.retry') : t('over.rejoin')
  return (
    <PublicPage organisation={organisation} footer={footer}>
      <PageHeading title={t(`over.${reason}.title`)} />
      <p className="text-lead text-ink-muted">{t(`over.${reason}.text`)}</p>
      {failure !== null && (
        <Banner tone="danger" live="assertive" title={common('problem.title')}>
          {failure}
        </Banner>
      )}
      <div className="flex flex-wrap gap-3">
        {!FINAL.includes(reason) && (
          <Button variant="primary" size="large" busy={rejoining} onClick={onRejoin}>
            {again}
          </Button>
        )}
        {more}
      </div>
    </PublicPage>
  )
}
