import { useTranslation } from 'react-i18next'
import { isProblem } from '@/api/problem'
import { problemText } from '@/api/problem-text'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'
import { JoinHelp } from './join-help'

export interface JoinProblemPageProps {
  /** `incomplete`: the page was opened or reloaded without its secret. */
  problem: { kind: 'incomplete' } | { kind: 'failed'; error: unknown }
  onRetry: () => void
}

/** One same page for unknown, revoked, used and expired links: nothing can be learned by trying. Only a browser that was in is told it was removed. */
export function JoinProblemPage({ problem, onRetry }: JoinProblemPageProps) {
  const { t } = useTranslation('joining')
  const { t: common } = useTranslation()
  const which =
    problem.kind === 'incomplete'
      ? 'incomplete'
      : isProblem(problem.error, 'gone', 'not-found', 'validation-failed')
        ? 'gone'
        : isProblem(problem.error, 'forbidden')
          ? 'removed'
          : 'passing'
  return (
    <PublicPage footer={<JoinHelp />}>
      {which === 'passing' ? (
        <>
          <PageHeading title={common('problem.title')} />
          <Banner
            tone="danger"
            live="polite"
            title={
              problem.kind === 'failed' && isProblem(problem.error, 'too-many-requests')
                ? t('limited')
                : problemText(common, problem.kind === 'failed' ? problem.error : null)
            }
            actions={<Button onClick={onRetry}>{common('retry')}</Button>}
          />
        </>
      ) : (
        <>
          <PageHeading title={t(`${which}.title`)} />
          <p className="text-lead text-ink-muted">{t(`${which}.text`)}</p>
          {which === 'gone' && <p>{t('gone.do')}</p>}
        </>
      )}
    </PublicPage>
  )
}
