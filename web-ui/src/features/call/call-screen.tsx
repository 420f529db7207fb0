import { X } from 'lucide-react'
import { useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/ui/dialog'
import { IconButton } from '@/components/ui/icon-button'
import { PageHeading } from '@/components/ui/page-heading'
import { preference, rememberPreference } from '@/lib/preferences'
import { holdDark } from '@/lib/theme'
import { useMediaQuery } from '@/lib/use-media-query'
import { useShortcuts } from '@/lib/use-shortcuts'
import { useStore } from '@/lib/use-store'
import { useWakeLock } from '@/lib/use-wake-lock'
import type { Call } from '@/rtc/call'
import { arrange, togglePin } from './arrangement'
import { CallBar, type Panel } from './call-bar'
import { CallStatus } from './call-status'
import { LeaveDialog } from './leave-dialog'
import { PeoplePanel, type Moderation } from './people-panel'
import type { Roster } from './roster'
import { SelfView } from './self-view'
import { SettingsDialog } from './settings-dialog'
import { ShortcutsDialog } from './shortcuts-dialog'
import { Stage } from './stage'
import { useCallVoice } from './use-call-voice'

export interface CallScreenProps {
  call: Call
  /** What the page and the top of the screen are called. */
  title: string
  roster: Roster
  /** Null for everybody but the lead. */
  moderation: (Moderation & { endForAll: () => void }) | null
  chat: ReactNode
  unread: number
  onChatShown: (shown: boolean) => void
}

type Overlay = 'settings' | 'shortcuts' | 'leave' | null

/** The call: always dark, pictures, one bar, one side panel. */
export function CallScreen({ call, title, roster, moderation, chat, unread, onChatShown }: CallScreenProps) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const view = useStore(call.view)
  const narrow = useMediaQuery('(max-width: 639px)')
  const sheet = useMediaQuery('(max-width: 767px)')
  const [panel, setPanel] = useState<Panel | null>(null)
  const [overlay, setOverlay] = useState<Overlay>(null)
  const [pinned, setPinned] = useState<readonly string[]>([])
  const [selfInGrid, setSelfInGrid] = useState(false)
  const [shortcuts, setShortcuts] = useState(() => preference('shortcuts') !== 'off')

  // Before the first paint: a flash of white would be seen in every dark ward.
  useLayoutEffect(holdDark, [])
  useWakeLock()
  useCallVoice(call, view, roster)
  useEffect(() => onChatShown(panel === 'chat'), [panel, onChatShown])

  const { self, others } = view
  const connected = view.connection.kind === 'connected'
  const toggle = (which: Panel) => setPanel((open) => (open === which ? null : which))
  const leave = () => (moderation ? setOverlay('leave') : void call.leave())

  useShortcuts(
    {
      m: () => connected && void call.setMicrophone(self.microphone !== 'on'),
      v: () => connected && void call.setCamera(self.camera === null),
      s: () => connected && void call.setScreen(self.screen === null),
      h: () => connected && call.setHand(self.handRaisedAt === null),
      c: () => toggle('chat'),
      p: () => toggle('people'),
      f: () => {
        const change = document.fullscreenElement
          ? document.exitFullscreen()
          : document.documentElement.requestFullscreen()
        change.catch(() => undefined)
      },
      '?': () => setOverlay('shortcuts'),
    },
    shortcuts,
  )

  const arrangement = arrange({ self, others, speakerId: view.speakerId, pinned, selfInGrid, narrow })
  const alone = others.length === 0
  const panelTitle = panel === 'chat' ? common('chatTitle') : t('people.title')
  const panelContent = panel === 'chat' ? chat : <PeoplePanel view={view} roster={roster} moderation={moderation} />

  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-page text-ink">
      <PageHeading title={title} hidden />
      <div className="flex min-h-0 grow">
        <main
          id="content"
          className="flex min-w-0 grow flex-col gap-2 p-2 pt-[max(0.5rem,env(safe-area-inset-top))] pb-[max(0.5rem,env(safe-area-inset-bottom))] sm:gap-3 sm:p-3"
        >
          <div className="relative flex min-h-0 grow">
            <Stage
              arrangement={arrangement}
              roster={roster}
              pinned={pinned}
              onPin={others.length > 1 ? (id) => setPinned((now) => togglePin(now, id)) : null}
              narrow={narrow}
              floating={!alone && !selfInGrid && <SelfView self={self} />}
            />
            {alone && view.connection.kind === 'connected' && (
              <div className="pointer-events-none absolute inset-x-0 top-6 flex justify-center px-4 text-center">
                <div className="rounded-card bg-pill px-5 py-3">
                  <p className="font-medium">{t('alone.title')}</p>
                  <p className="text-caption text-ink-muted">{moderation ? t('alone.lead') : t('alone.guest')}</p>
                </div>
              </div>
            )}
          </div>
          <CallStatus call={call} view={view} />
          {self.screen && <OwnScreenNote onStop={() => void call.setScreen(false)} />}
          <CallBar
            call={call}
            view={view}
            panel={panel}
            onPanel={toggle}
            unread={unread}
            narrow={narrow}
            shortcuts={shortcuts && !narrow}
            selfInGrid={selfInGrid}
            onSelfInGrid={setSelfInGrid}
            onSettings={() => setOverlay('settings')}
            onShortcuts={() => setOverlay('shortcuts')}
            onLeave={leave}
          />
        </main>
        {panel && !sheet && (
          <aside
            aria-label={panelTitle}
            className="flex w-[22rem] shrink-0 animate-slide-in-end flex-col border-s border-line bg-surface"
          >
            <header className="flex items-center justify-between gap-2 border-b border-line py-2 ps-4 pe-2">
              <h2 className="text-lead">{panelTitle}</h2>
              <IconButton icon={<X />} label={common('close')} onClick={() => setPanel(null)} />
            </header>
            <div className="flex min-h-0 grow flex-col overflow-y-auto">{panelContent}</div>
          </aside>
        )}
      </div>
      {panel && sheet && (
        <Dialog place="foot" flush open onOpenChange={(open) => !open && setPanel(null)} title={panelTitle}>
          {panelContent}
        </Dialog>
      )}
      {overlay === 'settings' && <SettingsDialog call={call} view={view} onClose={() => setOverlay(null)} />}
      {overlay === 'shortcuts' && (
        <ShortcutsDialog
          enabled={shortcuts}
          onEnabled={(enabled) => {
            setShortcuts(enabled)
            rememberPreference('shortcuts', enabled ? 'on' : 'off')
          }}
          onClose={() => setOverlay(null)}
        />
      )}
      {overlay === 'leave' && moderation && (
        <LeaveDialog
          onClose={() => setOverlay(null)}
          onLeave={() => void call.leave()}
          onEndForAll={() => {
            setOverlay(null)
            moderation.endForAll()
          }}
        />
      )}
    </div>
  )
}

function OwnScreenNote({ onStop }: { onStop: () => void }) {
  const { t } = useTranslation('call')
  return (
    <div className="mx-auto flex max-w-2xl items-center gap-3 rounded-card bg-accent-soft px-4 py-1.5 text-caption text-accent-ink">
      <p className="font-medium">{t('ownScreen')}</p>
      <button
        type="button"
        onClick={onStop}
        className="min-h-9 rounded-control px-3 font-medium underline underline-offset-4 hover:bg-sunken"
      >
        {t('do.stopShare')}
      </button>
    </div>
  )
}
