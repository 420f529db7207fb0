import { useInfiniteQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '@/api/problem'
import { ProblemBanner } from '@/api/problem-banner'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { LoadingCard } from '@/components/ui/loading-card'
import { PageHeading } from '@/components/ui/page-heading'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/format'
import { usersQuery } from './api/users'
import { CreateUserDialog } from './create-user-dialog'

export function UsersPage() {
  const { t } = useTranslation('users')
  const { t: common } = useTranslation()
  const users = useInfiniteQuery(usersQuery)
  const [creating, setCreating] = useState(false)
  const rows = users.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <PageHeading title={t('title')} />
        <Button variant="primary" icon={<UserPlus aria-hidden className="size-5" />} onClick={() => setCreating(true)}>
          {t('add')}
        </Button>
      </div>
      {users.isError && (
        <ProblemBanner error={users.error} {...(isProblem(users.error, 'forbidden') ? { text: t('forbidden') } : {})} />
      )}
      {users.isPending && <LoadingCard />}
      {rows.length > 0 && (
        <Card className="px-2 py-1">
          <Table
            caption={t('caption')}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'name',
                heading: t('column.name'),
                cell: (row) => <span className="font-medium">{row.display_name}</span>,
              },
              { key: 'email', heading: t('column.email'), cell: (row) => row.email },
              { key: 'role', heading: t('column.role'), cell: (row) => common(`role.${row.role}`) },
              {
                key: 'status',
                heading: t('column.status'),
                cell: (row) => (
                  <Badge tone={row.status === 'active' ? 'success' : 'neutral'}>{t(`status.${row.status}`)}</Badge>
                ),
              },
              {
                key: 'login',
                heading: t('column.lastLogin'),
                end: true,
                cell: (row) => (row.last_login_at ? formatMoment(row.last_login_at) : t('never')),
              },
            ]}
          />
        </Card>
      )}
      {users.hasNextPage && (
        <div className="flex justify-center">
          <Button busy={users.isFetchingNextPage} onClick={() => void users.fetchNextPage()}>
            {common('loadMore')}
          </Button>
        </div>
      )}
      {creating && <CreateUserDialog onClose={() => setCreating(false)} />}
    </>
  )
}
