import { useQuery } from '@tanstack/react-query'
import { Link2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemBanner } from '@/api/problem-banner'
import { problemText } from '@/api/problem-text'
import type { components } from '@/api/schema'
import { Badge, type BadgeTone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { LoadingCard } from '@/components/ui/loading-card'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/format'
import { notify } from '@/lib/notices'
import { invitationsQuery, useRevokeInvitation } from './api/invitations'
import { InviteDialog } from './invite-dialog'

type Invitation = components['schemas']['InvitationView']

const tones: Record<Invitation['state'], BadgeTone> = {
  usable: 'success',
  used_up: 'neutral',
  expired: 'neutral',
  revoked: 'danger',
}

export interface InvitationsTabProps {
  consultId: string
  /** An ended consult shows its invitations, but takes no more. */
  over: boolean
}

export function InvitationsTab({ consultId, over }: InvitationsTabProps) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const invitations = useQuery(invitationsQuery(consultId))
  const revoke = useRevokeInvitation(consultId)
  const [inviting, setInviting] = useState(false)
  const [revoking, setRevoking] = useState<Invitation | null>(null)
  const rows = invitations.data?.items ?? []

  const add = (
    <Button variant="secondary" icon={<UserPlus aria-hidden className="size-5" />} onClick={() => setInviting(true)}>
      {t('invite.add')}
    </Button>
  )

  const confirmRevoke = async () => {
    if (!revoking) return
    try {
      await revoke.mutateAsync(revoking.id)
      notify(t('invite.revoked'), 'success')
    } catch (error) {
      notify(problemText(common, error), 'danger')
    }
    setRevoking(null)
  }

  return (
    <div className="flex flex-col gap-4">
      {rows.length > 0 && !over && <div>{add}</div>}
      {invitations.isError && <ProblemBanner error={invitations.error} />}
      {invitations.isPending && <LoadingCard />}
      {invitations.isSuccess && rows.length === 0 && (
        <Card>
          <EmptyState icon={<Link2 />} title={t('invite.emptyTitle')} action={over ? null : add}>
            {t('invite.empty')}
          </EmptyState>
        </Card>
      )}
      {rows.length > 0 && (
        <Card className="px-2 py-1">
          <Table
            caption={t('invite.caption')}
            rows={rows}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'person',
                heading: t('invite.column.person'),
                cell: (row) => (
                  <>
                    <span className="font-medium">{row.name ?? t('invite.noName')}</span>
                    <span className="block text-caption text-ink-muted">
                      {common(`role.${row.role_in_consult}`)}
                      {row.relation && ` · ${row.relation}`}
                    </span>
                  </>
                ),
              },
              {
                key: 'state',
                heading: t('invite.column.state'),
                cell: (row) => <Badge tone={tones[row.state]}>{t(`invite.state.${row.state}`)}</Badge>,
              },
              {
                key: 'uses',
                heading: t('invite.column.uses'),
                end: true,
                cell: (row) => t('invite.uses', { used: row.used_count, max: row.max_uses }),
              },
              {
                key: 'expires',
                heading: t('invite.column.expires'),
                end: true,
                cell: (row) => formatMoment(row.expires_at),
              },
              {
                key: 'action',
                heading: t('invite.column.action'),
                end: true,
                cell: (row) =>
                  row.state === 'usable' && !over ? (
                    <Button
                      size="small"
                      variant="danger-quiet"
                      aria-label={t('invite.revokeNamed', { name: row.name ?? common(`role.${row.role_in_consult}`) })}
                      onClick={() => setRevoking(row)}
                    >
                      {t('invite.revoke')}
                    </Button>
                  ) : (
                    '–'
                  ),
              },
            ]}
          />
        </Card>
      )}
      {inviting && <InviteDialog consultId={consultId} onClose={() => setInviting(false)} />}
      <Dialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={t('invite.revokeTitle')}
        description={t('invite.revokeText')}
        actions={
          <>
            <Button onClick={() => setRevoking(null)}>{common('cancel')}</Button>
            <Button variant="danger" busy={revoke.isPending} onClick={() => void confirmRevoke()}>
              {t('invite.revoke')}
            </Button>
          </>
        }
      />
    </div>
  )
}
