import { BadgeCheck, CameraOff, Ellipsis, Hand, MicOff, ScreenShare, UserMinus, WifiOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, type MenuItem } from '@/components/ui/menu'
import type { CallView, Person } from '@/rtc/call'
import { identityOf, type Roster } from './roster'

export type MutableSource = 'microphone' | 'camera' | 'screen_share'

/** What the lead may do to others; failures are reported by whoever gives these. */
export interface Moderation {
  mute: (ref: string, name: string, source: MutableSource) => void
  remove: (ref: string, name: string) => void
}

export interface PeoplePanelProps {
  view: CallView
  roster: Roster
  moderation: Moderation | null
}

export function PeoplePanel({ view, roster, moderation }: PeoplePanelProps) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const [removing, setRemoving] = useState<Person | null>(null)
  // Raised hands first, in the order they went up; the rest as they came.
  const people = [view.self, ...view.others].sort((a, b) => (a.handRaisedAt ?? Infinity) - (b.handRaisedAt ?? Infinity))
  const removingName = removing ? identityOf(removing, roster, common).name : ''

  return (
    <>
      <ul className="flex flex-col gap-0.5 p-2" aria-label={t('people.title')}>
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            roster={roster}
            moderation={person.isSelf ? null : moderation}
            onRemove={() => setRemoving(person)}
          />
        ))}
      </ul>
      <Dialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={t('people.removeTitle', { name: removingName })}
        description={t('people.removeText')}
        actions={
          <>
            <Button onClick={() => setRemoving(null)}>{common('cancel')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                if (removing) moderation?.remove(removing.id, removingName)
                setRemoving(null)
              }}
            >
              {t('people.removeConfirm')}
            </Button>
          </>
        }
      />
    </>
  )
}

interface PersonRowProps {
  person: Person
  roster: Roster
  moderation: Moderation | null
  onRemove: () => void
}

function PersonRow({ person, roster, moderation, onRemove }: PersonRowProps) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const { name, detail, verified } = identityOf(person, roster, common)
  const marks = [
    person.handRaisedAt !== null && { icon: <Hand aria-hidden className="text-warning-ink" />, text: t('state.hand') },
    person.screen !== null && {
      icon: <ScreenShare aria-hidden className="text-accent-ink" />,
      text: t('state.sharing'),
    },
    (person.quality === 'poor' || person.quality === 'lost') && {
      icon: <WifiOff aria-hidden className="text-warning-ink" />,
      text: t(`state.${person.quality}`),
    },
    person.microphone !== 'on' && {
      icon: <MicOff aria-hidden />,
      text: person.microphone === 'none' ? t('state.noMicrophone') : t('state.muted'),
    },
    person.camera === null && { icon: <CameraOff aria-hidden />, text: t('state.cameraOff') },
  ].filter((mark) => mark !== false)

  return (
    <li className="flex items-center gap-3 rounded-control px-2 py-2">
      <Avatar name={name} />
      <div className="min-w-0 grow">
        <p className="flex items-center gap-1.5">
          <span className="min-w-0 font-medium wrap-anywhere">{name}</span>
          {person.isSelf && <span className="shrink-0 text-caption text-ink-muted">({common('you')})</span>}
        </p>
        <p className="flex flex-wrap items-center gap-x-1.5 text-caption text-ink-muted">
          {detail}
          {verified && (
            <span className="inline-flex items-center gap-1 text-accent-ink">
              <BadgeCheck aria-hidden className="size-4 shrink-0" />
              {common('verified')}
            </span>
          )}
        </p>
      </div>
      <span className="flex shrink-0 gap-1.5 text-ink-muted [&_svg]:size-5">
        {marks.map((mark) => (
          <span key={mark.text} title={mark.text}>
            {mark.icon}
            <span className="sr-only">{mark.text}</span>
          </span>
        ))}
      </span>
      {moderation && (
        <Menu
          trigger={<IconButton size="small" icon={<Ellipsis />} label={t('people.actions', { name })} />}
          items={moderationItems(person, name, moderation, onRemove)}
        />
      )}
    </li>
  )

  function moderationItems(who: Person, called: string, can: Moderation, remove: () => void): MenuItem[] {
    return [
      {
        kind: 'action',
        label: t('people.mute'),
        icon: <MicOff aria-hidden />,
        disabled: who.microphone !== 'on',
        onSelect: () => can.mute(who.id, called, 'microphone'),
      },
      {
        kind: 'action',
        label: t('people.cameraOff'),
        icon: <CameraOff aria-hidden />,
        disabled: who.camera === null,
        onSelect: () => can.mute(who.id, called, 'camera'),
      },
      ...(who.screen
        ? [
            {
              kind: 'action' as const,
              label: t('people.stopScreen'),
              icon: <ScreenShare aria-hidden />,
              onSelect: () => can.mute(who.id, called, 'screen_share'),
            },
          ]
        : []),
      { kind: 'line' },
      {
        kind: 'action',
        label: t('people.remove'),
        icon: <UserMinus aria-hidden />,
        tone: 'danger',
        onSelect: remove,
      },
    ]
  }
}
