import { Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/icon-button'
import { VideoTile } from '@/components/ui/video-tile'
import type { TileSubject } from './arrangement'
import { identityOf, type Roster } from './roster'

export interface PersonTileProps {
  subject: TileSubject
  roster: Roster
  compact?: boolean
  /** Left out where pinning makes no sense: alone, or a shared screen. */
  pin?: { pinned: boolean; onToggle: () => void } | undefined
  className?: string
}

export function PersonTile({ subject, roster, compact = false, pin, className }: PersonTileProps) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const { person } = subject
  const { name, detail, verified } = identityOf(person, roster, common)
  const shownName = person.isSelf ? common('you') : name

  if (subject.kind === 'screen') {
    const title = t('screenOf', { name })
    return (
      <VideoTile
        name={title}
        feed={person.screen}
        fit="contain"
        marks={{}}
        label={title}
        {...(className ? { className } : {})}
      />
    )
  }

  const muted = person.microphone !== 'on'
  const states = [
    detail,
    verified ? common('verified') : null,
    person.speaking ? t('state.speaking') : null,
    person.microphone === 'muted' ? t('state.muted') : person.microphone === 'none' ? t('state.noMicrophone') : null,
    person.camera ? null : t('state.cameraOff'),
    person.handRaisedAt === null ? null : t('state.hand'),
    person.quality === 'poor' || person.quality === 'lost' ? t(`state.${person.quality}`) : null,
  ]
  return (
    <VideoTile
      name={shownName}
      person={name}
      detail={detail}
      verifiedText={verified ? common('verified') : undefined}
      feed={person.camera}
      mirrored={person.isSelf}
      speaking={person.speaking}
      marks={{
        muted: muted ? t('state.muted') : undefined,
        hand: person.handRaisedAt === null ? undefined : t('state.hand'),
        connection: person.quality === 'poor' || person.quality === 'lost' ? t(`state.${person.quality}`) : undefined,
      }}
      label={[shownName, ...states.filter(Boolean)].join(', ')}
      compact={compact}
      controls={
        pin && (
          <IconButton
            size="small"
            icon={pin.pinned ? <PinOff /> : <Pin />}
            label={pin.pinned ? t('unpin', { name: shownName }) : t('pin', { name: shownName })}
            onClick={pin.onToggle}
            className="bg-pill"
          />
        )
      }
      {...(className ? { className } : {})}
    />
  )
}
