import { ArrowLeft, Video } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isProblem } from '@/api/problem'
import { problemText } from '@/api/problem-text'
import { useConsultFeed } from '@/api/use-consult-feed'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { Dialog } from '@/components/ui/dialog'
import { PageHeading } from '@/components/ui/page-heading'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import { formatMomentInWords } from '@/lib/format'
import { notify } from '@/lib/notices'
import { useStore } from '@/lib/use-store'
import { useEndConsult } from './api/end-consult'
import { AttendanceTab } from './attendance-tab'
import { ConsultStatusBadge, isOver } from './consult-status-badge'
import { InvitationsTab } from './invitations-tab'
import { PresentTab } from './present-tab'

/** One consult: enter it, invite to it, see who is in and who was. */
export function ConsultPage({ consultId }: { consultId: string }) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const feed = useConsultFeed(consultId)
  const view = useStore(feed.view)
  const end = useEndConsult(consultId)
  const [ending, setEnding] = useState(false)

  const back = (
    <Link
      to="/"
      className="-ms-1 inline-flex min-h-11 items-center gap-1.5 self-start rounded-control px-1 text-accent-ink"
    >
      <ArrowLeft aria-hidden className="size-5" />
      {t('page.backToList')}
    </Link>
  )

  if (view.kind === 'loading') {
    return (
      <div aria-busy className="flex flex-col gap-5">
        <span className="sr-only">{common('loading')}</span>
        <Skeleton className="h-8 w-2/3" />
        <Skeleton className="h-40 w-full rounded-card" />
      </div>
    )
  }
  if (view.kind === 'failed') {
    return (
      <>
        {back}
        <PageHeading title={common('problem.title')} />
        <Banner
          tone="danger"
          title={problemText(common, view.error)}
          actions={
            isProblem(view.error, 'not-found') ? null : (
              <Button onClick={() => void feed.read()}>{common('retry')}</Button>
            )
          }
        />
      </>
    )
  }

  const { consult } = view
  const over = isOver(consult.status)
  const present = consult.participants.filter((participant) => participant.present)
  const confirmEnd = async () => {
    try {
      feed.adopt(await end.mutateAsync())
    } catch (error) {
      notify(problemText(common, error), 'danger')
    }
    setEnding(false)
  }

  return (
    <>
      <div className="flex flex-col gap-2">
        {back}
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
          <div className="min-w-0 grow basis-72">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <PageHeading title={consult.title ?? t('untitled')} />
              <span role="status">
                <ConsultStatusBadge status={consult.status} />
              </span>
            </div>
            <p className="tabular mt-1 text-ink-muted">
              {over && consult.ended_at
                ? t('endedAt', { when: formatMomentInWords(consult.ended_at) })
                : t('openedAt', { when: formatMomentInWords(consult.opened_at) })}
              {!over && present.length > 0 && <> · {t('present', { count: present.length })}</>}
            </p>
          </div>
          {!over && (
            <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:flex-col-reverse">
              <Button variant="danger-quiet" onClick={() => setEnding(true)}>
                {t('page.end')}
              </Button>
              <Link to={`/consults/${consultId}/call`} className={buttonClass('primary')}>
                <Video aria-hidden className="size-5" />
                {t('page.enter')}
              </Link>
            </div>
          )}
        </div>
      </div>
      {over && <Banner tone="info" title={t('page.ended')} />}
      <Tabs
        label={t('page.tabs')}
        tabs={[
          {
            value: 'invitations',
            label: t('page.invitations'),
            content: <InvitationsTab consultId={consultId} over={over} />,
          },
          ...(over
            ? []
            : [
                {
                  value: 'people',
                  label: present.length > 0 ? `${t('page.people')} (${present.length})` : t('page.people'),
                  content: <PresentTab participants={consult.participants} />,
                },
              ]),
          { value: 'attendance', label: t('page.attendance'), content: <AttendanceTab consultId={consultId} /> },
        ]}
      />
      <Dialog
        open={ending}
        onOpenChange={setEnding}
        title={t('page.endTitle')}
        description={t('page.endText')}
        actions={
          <>
            <Button onClick={() => setEnding(false)}>{common('cancel')}</Button>
            <Button variant="danger" busy={end.isPending} onClick={() => void confirmEnd()}>
              {t('page.endConfirm')}
            </Button>
          </>
        }
      />
    </>
  )
}
