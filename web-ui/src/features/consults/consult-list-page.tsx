import { useInfiniteQuery } from '@tanstack/react-query'
import { CalendarPlus, Plus, Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ProblemBanner } from '@/api/problem-banner'
import type { components } from '@/api/schema'
import { session } from '@/api/session'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { LoadingCard } from '@/components/ui/loading-card'
import { PageHeading } from '@/components/ui/page-heading'
import { consultsQuery } from './api/list-consults'
import { ConsultStatusBadge, isOver } from './consult-status-badge'
import { OpenConsultDialog } from './open-consult-dialog'
import { formatMomentInWords } from '@/lib/format'
import { useStore } from '@/lib/use-store'

/** The clinician's home: their consults with live state; the next action is the only filled button of its row. */
export function ConsultListPage() {
  const who = useStore(session)
  return who.kind === 'staff' && who.user.role === 'admin' ? <AdminHome /> : <DoctorHome />
}

function DoctorHome() {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const consults = useInfiniteQuery(consultsQuery)
  const navigate = useNavigate()
  const [opening, setOpening] = useState(false)
  const rows = consults.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <PageHeading title={t('list.title')} />
        <Button variant="primary" icon={<Plus aria-hidden className="size-5" />} onClick={() => setOpening(true)}>
          {t('list.open')}
        </Button>
      </div>

      {consults.isError && (
        <ProblemBanner
          error={consults.error}
          actions={<Button onClick={() => void consults.refetch()}>{common('retry')}</Button>}
        />
      )}
      {consults.isPending && <LoadingCard rows={3} />}
      {consults.isSuccess && rows.length === 0 && (
        <Card>
          <EmptyState icon={<CalendarPlus />} title={t('list.emptyTitle')}>
            {t('list.empty')}
          </EmptyState>
        </Card>
      )}
      {rows.length > 0 && (
        <Card className="p-0">
          <ul aria-label={t('list.caption')} className="divide-y divide-line">
            {rows.map((row) => (
              <ConsultRow key={row.id} consult={row} />
            ))}
          </ul>
        </Card>
      )}
      {consults.hasNextPage && (
        <div className="flex justify-center">
          <Button busy={consults.isFetchingNextPage} onClick={() => void consults.fetchNextPage()}>
            {common('loadMore')}
          </Button>
        </div>
      )}
      {opening && (
        <OpenConsultDialog onClose={() => setOpening(false)} onOpened={(id) => void navigate(`/consults/${id}`)} />
      )}
    </>
  )
}

function ConsultRow({ consult }: { consult: components['schemas']['ConsultSummaryView'] }) {
  const { t } = useTranslation('consults')
  const over = isOver(consult.status)
  const title = consult.title ?? t('untitled')
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4">
      <div className="min-w-0 grow basis-64">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 font-semibold wrap-anywhere">
            <Link to={`/consults/${consult.id}`} className="rounded-small hover:underline hover:underline-offset-4">
              {title}
            </Link>
          </h2>
          <ConsultStatusBadge status={consult.status} />
        </div>
        <p className="tabular mt-0.5 text-caption text-ink-muted">
          {over && consult.ended_at
            ? t('endedAt', { when: formatMomentInWords(consult.ended_at) })
            : t('openedAt', { when: formatMomentInWords(consult.opened_at) })}
          {!over && (
            <>
              {' · '}
              {consult.present_count > 0 ? t('present', { count: consult.present_count }) : t('nobody')}
            </>
          )}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link
          to={`/consults/${consult.id}`}
          aria-label={`${over ? t('details') : t('manage')} : ${title}`}
          className={buttonClass('secondary')}
        >
          {over ? t('details') : t('manage')}
        </Link>
        {!over && (
          <Link
            to={`/consults/${consult.id}/call`}
            aria-label={`${t('join')} : ${title}`}
            className={buttonClass('primary')}
          >
            {t('join')}
          </Link>
        )}
      </div>
    </li>
  )
}

function AdminHome() {
  const { t } = useTranslation('consults')
  return (
    <>
      <PageHeading title={t('list.adminTitle')} />
      <Card>
        <EmptyState
          icon={<Users />}
          title={t('list.goToUsers')}
          action={
            <Link to="/users" className={buttonClass('primary')}>
              {t('list.goToUsers')}
            </Link>
          }
        >
          {t('list.admin')}
        </EmptyState>
      </Card>
    </>
  )
}
