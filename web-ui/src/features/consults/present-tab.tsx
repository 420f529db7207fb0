import { BadgeCheck, Camera, Mic, ScreenShare, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsultParticipant } from '@/api/consult-feed'
import { Avatar } from '@/components/ui/avatar'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { formatTime } from '@/lib/format'

/** Who is in the room now, without entering it. */
export function PresentTab({ participants }: { participants: readonly ConsultParticipant[] }) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const present = participants.filter((participant) => participant.present)
  if (present.length === 0) {
    return (
      <Card>
        <EmptyState icon={<Users />} title={t('nobody')}>
          {t('page.nobodyText')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <Card className="p-2">
      <ul aria-label={t('page.people')} className="flex flex-col">
        {present.map((person) => (
          <li key={person.ref} className="flex items-center gap-3 p-3">
            <Avatar name={person.display_name} />
            <div className="min-w-0 grow">
              <p className="font-medium wrap-anywhere">{person.display_name}</p>
              <p className="flex flex-wrap items-center gap-x-2 text-caption text-ink-muted">
                {person.relation ?? common(`role.${person.role}`)}
                {person.verified && (
                  <span className="inline-flex items-center gap-1 text-accent-ink">
                    <BadgeCheck aria-hidden className="size-4" />
                    {common('verified')}
                  </span>
                )}
                {person.joined_at && (
                  <span className="tabular">{t('page.since', { time: formatTime(person.joined_at) })}</span>
                )}
              </p>
            </div>
            <span className="flex gap-2 text-ink-muted [&_svg]:size-5">
              {person.publishing.includes('microphone') && (
                <Mark icon={<Mic aria-hidden />} text={t('page.microphone')} />
              )}
              {person.publishing.includes('camera') && <Mark icon={<Camera aria-hidden />} text={t('page.camera')} />}
              {person.publishing.includes('screen_share') && (
                <Mark icon={<ScreenShare aria-hidden />} text={t('page.screen')} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Mark({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span title={text}>
      {icon}
      <span className="sr-only">{text}</span>
    </span>
  )
}
