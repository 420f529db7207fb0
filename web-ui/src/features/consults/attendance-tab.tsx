import { useQuery } from '@tanstack/react-query'
import { ClipboardList, Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemBanner } from '@/api/problem-banner'
import { problemText } from '@/api/problem-text'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { LoadingCard } from '@/components/ui/loading-card'
import { Table } from '@/components/ui/table'
import { formatDuration, formatMoment } from '@/lib/format'
import { notify } from '@/lib/notices'
import { attendanceQuery, downloadAttendance } from './api/attendance'

/** Who was present, when: one row per arrival. */
export function AttendanceTab({ consultId }: { consultId: string }) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const attendance = useQuery(attendanceQuery(consultId))
  const [saving, setSaving] = useState(false)
  const rows = attendance.data?.items ?? []

  const save = async () => {
    setSaving(true)
    try {
      const address = URL.createObjectURL(await downloadAttendance(consultId))
      const link = document.createElement('a')
      link.href = address
      link.download = t('attendance.file')
      link.click()
      URL.revokeObjectURL(address)
    } catch (error) {
      notify(problemText(common, error), 'danger')
    } finally {
      setSaving(false)
    }
  }

  if (attendance.isPending) {
    return <LoadingCard />
  }
  if (attendance.isError) {
    return <ProblemBanner error={attendance.error} />
  }
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState icon={<ClipboardList />} title={t('attendance.emptyTitle')}>
          {t('attendance.empty')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      <Card className="px-2 py-1">
        <Table
          caption={t('attendance.caption')}
          rows={rows}
          rowKey={(row) => row.participant_ref + row.joined_at}
          columns={[
            {
              key: 'person',
              heading: t('attendance.column.person'),
              cell: (row) => (
                <>
                  <span className="font-medium">{row.display_name}</span>
                  <span className="block text-caption text-ink-muted">
                    {common(`role.${row.role}`)}
                    {row.relation && ` · ${row.relation}`}
                  </span>
                </>
              ),
            },
            {
              key: 'joined',
              heading: t('attendance.column.joined'),
              end: true,
              cell: (row) => formatMoment(row.joined_at),
            },
            {
              key: 'left',
              heading: t('attendance.column.left'),
              end: true,
              cell: (row) => (row.left_at ? formatMoment(row.left_at) : '–'),
            },
            {
              key: 'duration',
              heading: t('attendance.column.duration'),
              end: true,
              cell: (row) => (row.left_at ? formatDuration(Date.parse(row.left_at) - Date.parse(row.joined_at)) : '–'),
            },
            {
              key: 'reason',
              heading: t('attendance.column.reason'),
              cell: (row) =>
                row.left_at ? (
                  row.leave_reason && t(`attendance.reason.${row.leave_reason}`)
                ) : (
                  <Badge tone="success">{t('attendance.stillIn')}</Badge>
                ),
            },
          ]}
        />
      </Card>
      <div>
        <Button icon={<Download aria-hidden className="size-5" />} busy={saving} onClick={() => void save()}>
          {t('attendance.download')}
        </Button>
      </div>
    </div>
  )
}
