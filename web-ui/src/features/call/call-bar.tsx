import {
  Camera,
  CameraOff,
  Ellipsis,
  Hand,
  Keyboard,
  LayoutGrid,
  Maximize,
  MessageSquare,
  Mic,
  MicOff,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  Settings,
  Users,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Menu, type MenuItem } from '@/components/ui/menu'
import type { Call, CallView } from '@/rtc/call'
import { canShareScreen } from '@/rtc/devices'
import { BarButton } from './bar-button'

export type Panel = 'chat' | 'people'

export interface CallBarProps {
  call: Call
  view: CallView
  panel: Panel | null
  onPanel: (panel: Panel) => void
  unread: number
  narrow: boolean
  shortcuts: boolean
  selfInGrid: boolean
  onSelfInGrid: (shown: boolean) => void
  onSettings: () => void
  onShortcuts: () => void
  onLeave: () => void
}

/** Microphone, camera, share, hand | chat, people, more | leave. */
export function CallBar({
  call,
  view,
  panel,
  onPanel,
  unread,
  narrow,
  shortcuts,
  selfInGrid,
  onSelfInGrid,
  onSettings,
  onShortcuts,
  onLeave,
}: CallBarProps) {
  const { t } = useTranslation('call')
  const { self, switching } = view
  const ready = view.connection.kind === 'connected'
  const microphoneOn = self.microphone === 'on'
  const cameraOn = self.camera !== null
  const sharing = self.screen !== null
  const handUp = self.handRaisedAt !== null
  const key = (letter: string) => (shortcuts ? ` (${letter})` : '')

  const moreItems: MenuItem[] = [
    ...(narrow
      ? [
          {
            kind: 'action' as const,
            label: handUp ? t('do.lowerHand') : t('do.raiseHand'),
            icon: <Hand aria-hidden />,
            onSelect: () => call.setHand(!handUp),
          },
        ]
      : []),
    ...(narrow && canShareScreen()
      ? [
          {
            kind: 'action' as const,
            label: sharing ? t('do.stopShare') : t('do.share'),
            icon: <ScreenShare aria-hidden />,
            onSelect: () => void call.setScreen(!sharing),
          },
        ]
      : []),
    { kind: 'action', label: t('do.devices'), icon: <Settings aria-hidden />, onSelect: onSettings },
    {
      kind: 'choice',
      label: t('do.selfInGrid'),
      icon: <LayoutGrid aria-hidden />,
      checked: selfInGrid,
      onSelect: () => onSelfInGrid(!selfInGrid),
    },
    ...(document.fullscreenEnabled
      ? [
          {
            kind: 'action' as const,
            label: t('do.fullScreen'),
            icon: <Maximize aria-hidden />,
            onSelect: toggleFullScreen,
          },
        ]
      : []),
    ...(narrow
      ? []
      : [
          {
            kind: 'action' as const,
            label: t('do.shortcuts'),
            icon: <Keyboard aria-hidden />,
            onSelect: onShortcuts,
          },
        ]),
  ]

  return (
    <div
      role="toolbar"
      aria-label={t('region.bar')}
      className="mx-auto flex max-w-full items-center gap-1 rounded-card border border-line bg-surface p-1 shadow-float sm:p-1.5"
    >
      <BarButton
        icon={microphoneOn ? <Mic aria-hidden /> : <MicOff aria-hidden />}
        name={t('bar.microphone')}
        tooltip={(microphoneOn ? t('do.mute') : t('do.unmute')) + key('M')}
        pressed={microphoneOn}
        look={microphoneOn ? 'plain' : 'alert'}
        disabled={!ready || switching.microphone}
        onClick={() => void call.setMicrophone(!microphoneOn)}
      />
      <BarButton
        icon={cameraOn ? <Camera aria-hidden /> : <CameraOff aria-hidden />}
        name={t('bar.camera')}
        tooltip={(cameraOn ? t('do.cameraOff') : t('do.cameraOn')) + key('V')}
        pressed={cameraOn}
        look={cameraOn ? 'plain' : 'alert'}
        disabled={!ready || switching.camera}
        onClick={() => void call.setCamera(!cameraOn)}
      />
      {!narrow && canShareScreen() && (
        <BarButton
          icon={sharing ? <ScreenShareOff aria-hidden /> : <ScreenShare aria-hidden />}
          name={t('bar.share')}
          aria-label={t('do.share')}
          tooltip={(sharing ? t('do.stopShare') : t('do.share')) + key('S')}
          pressed={sharing}
          look={sharing ? 'on' : 'plain'}
          disabled={!ready || switching.screen}
          onClick={() => void call.setScreen(!sharing)}
        />
      )}
      {!narrow && (
        <BarButton
          icon={<Hand aria-hidden />}
          name={t('bar.hand')}
          tooltip={(handUp ? t('do.lowerHand') : t('do.raiseHand')) + key('H')}
          pressed={handUp}
          look={handUp ? 'on' : 'plain'}
          disabled={!ready}
          onClick={() => call.setHand(!handUp)}
        />
      )}
      <Divider />
      <BarButton
        icon={<MessageSquare aria-hidden />}
        name={t('bar.chat')}
        aria-label={unread > 0 ? `${t('bar.chat')}, ${t('unread', { count: unread })}` : t('bar.chat')}
        tooltip={t('do.chat') + key('C')}
        aria-expanded={panel === 'chat'}
        look={panel === 'chat' ? 'on' : 'plain'}
        count={unread}
        onClick={() => onPanel('chat')}
      />
      <BarButton
        icon={<Users aria-hidden />}
        name={t('bar.people')}
        aria-label={`${t('bar.people')}, ${t('peopleCount', { count: view.others.length + 1 })}`}
        tooltip={t('do.people') + key('P')}
        aria-expanded={panel === 'people'}
        look={panel === 'people' ? 'on' : 'plain'}
        onClick={() => onPanel('people')}
      />
      <Menu
        side="top"
        align="center"
        trigger={
          <button
            type="button"
            aria-label={t('do.more')}
            className="inline-flex h-12 min-w-11 flex-col min-[375px]:min-w-12 items-center justify-center gap-0.5 rounded-control px-1 text-ink transition-colors duration-150 hover:bg-sunken sm:h-14 sm:min-w-[4.5rem] sm:px-2 [&>svg]:size-5"
          >
            <Ellipsis aria-hidden />
            <span className="text-micro max-sm:hidden">{t('bar.more')}</span>
          </button>
        }
        items={moreItems}
      />
      <Divider />
      <BarButton
        icon={<PhoneOff aria-hidden />}
        name={t('bar.leave')}
        aria-label={t('do.leave')}
        tooltip={t('do.leave')}
        look="danger"
        onClick={onLeave}
      />
    </div>
  )
}

function Divider() {
  return <span aria-hidden className="mx-0.5 h-8 w-px shrink-0 bg-line max-[374px]:hidden" />
}

function toggleFullScreen(): void {
  const change = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
  change.catch(() => undefined)
}
