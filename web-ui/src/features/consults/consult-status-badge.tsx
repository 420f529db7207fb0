import { CircleDot, CirclePause, DoorOpen, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { components } from '@/api/schema'
import { Badge, type BadgeTone } from '@/components/ui/badge'

export type ConsultStatus = components['schemas']['ConsultStatus']

const looks: Partial<Record<ConsultStatus, { tone: BadgeTone; Icon: LucideIcon }>> = {
  open: { tone: 'accent', Icon: DoorOpen },
  live: { tone: 'success', Icon: CircleDot },
  paused: { tone: 'warning', Icon: CirclePause },
}

export function isOver(status: ConsultStatus): boolean {
  return status === 'ended' || status === 'closed' || status === 'aborted'
}

export function ConsultStatusBadge({ status }: { status: ConsultStatus }) {
  const { t } = useTranslation('consults')
  const look = looks[status]
  return (
    <Badge tone={look?.tone ?? 'neutral'} {...(look ? { icon: <look.Icon aria-hidden /> } : {})}>
      {t(`status.${status}`)}
    </Badge>
  )
}
