import { useTranslation } from 'react-i18next'
import { CallRoom } from '@/app/call-room'
import { resumeGuest, type Entered } from '@/api/session'
import { JoinHelp } from '@/features/joining/join-help'
import type { DeviceChoice } from '@/rtc/device-check'

export interface GuestCallProps {
  entered: Entered
  choice: DeviceChoice
  beginsOver: boolean
  organisation: string | undefined
}

export function GuestCall({ entered, choice, beginsOver, organisation }: GuestCallProps) {
  const { t } = useTranslation('call')
  return (
    <CallRoom
      access={entered.media}
      choice={choice}
      beginsOver={beginsOver}
      title={t('title')}
      organisation={organisation}
      renew={async () => (await resumeGuest()).media}
      footer={<JoinHelp />}
    />
  )
}
