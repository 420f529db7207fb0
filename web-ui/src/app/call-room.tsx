import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call as callApi } from '@/api/client'
import { isProblem } from '@/api/problem'
import { problemText } from '@/api/problem-text'
import type { components } from '@/api/schema'
import { useConsultFeed } from '@/api/use-consult-feed'
import { AfterPage } from '@/features/call/after-page'
import { CallScreen } from '@/features/call/call-screen'
import type { Roster } from '@/features/call/roster'
import { ChatPanel } from '@/features/chat/chat-panel'
import { Conversation } from '@/features/chat/conversation'
import { forgetCall, rememberCall } from '@/lib/call-memory'
import { announce, notify } from '@/lib/notices'
import { Store } from '@/lib/store'
import { useStore } from '@/lib/use-store'
import type { OverReason } from '@/rtc/call'
import { CallSession } from '@/rtc/call-session'
import type { DeviceChoice } from '@/rtc/device-check'

export type MediaAccess = components['schemas']['MediaAccessView']

export interface CallRoomProps {
  access: MediaAccess
  choice: DeviceChoice
  /** Begins on the page after a call, where coming back takes one tap. */
  beginsOver?: boolean
  title: string
  organisation?: string | undefined
  /** Fresh access for coming back; throws a Problem. */
  renew: () => Promise<MediaAccess>
  /** Shown on the page after the call. */
  afterwards?: ReactNode
  footer?: ReactNode
}

/** Everything a call needs, put together: media, who is who, chat, moderation, and what comes after. */
export function CallRoom({ access: first, choice: firstChoice, beginsOver = false, renew, ...rest }: CallRoomProps) {
  const { t } = useTranslation()
  const [entry, setEntry] = useState({ access: first, choice: firstChoice })
  const [over, setOver] = useState<OverReason | null>(beginsOver ? 'left' : null)
  const [rejoining, setRejoining] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  const rejoin = async () => {
    setRejoining(true)
    setFailure(null)
    try {
      const access = await renew()
      setEntry((now) => ({ ...now, access }))
      setOver(null)
    } catch (error) {
      if (isProblem(error, 'gone')) setOver('ended')
      else setFailure(problemText(t, error))
    } finally {
      setRejoining(false)
    }
  }

  if (over !== null) {
    return (
      <AfterPage
        reason={over}
        organisation={rest.organisation}
        onRejoin={() => void rejoin()}
        rejoining={rejoining}
        failure={failure}
        more={rest.afterwards}
        footer={rest.footer}
      />
    )
  }
  return (
    <Connected
      key={entry.access.token}
      access={entry.access}
      choice={entry.choice}
      title={rest.title}
      renew={renew}
      onOver={(reason, choice) => {
        setEntry((now) => ({ ...now, choice }))
        setOver(reason)
      }}
    />
  )
}

interface ConnectedProps {
  access: MediaAccess
  choice: DeviceChoice
  title: string
  renew: () => Promise<MediaAccess>
  onOver: (reason: OverReason, lastChoice: DeviceChoice) => void
}

/** Access for a call that broke; whoever has no right to it any more learns why on the page after the call. */
async function accessAgain(renew: () => Promise<MediaAccess>): Promise<MediaAccess | OverReason | null> {
  try {
    return await renew()
  } catch (error) {
    if (!isProblem(error)) return 'lost'
    if (error.isTemporary) return null
    return error.is('gone') ? 'ended' : 'lost'
  }
}

function Connected({ access, choice, title, renew, onOver }: ConnectedProps) {
  // The session lives outside React: it is opened and left by the effect, and only read here.
  const [slot] = useState(() => new Store<CallSession | null>(null))
  const session = useStore(slot)
  const latest = useRef({ onOver, renew })
  useEffect(() => {
    latest.current = { onOver, renew }
  })

  useEffect(() => {
    const opened = new CallSession(
      { url: access.url, token: access.token, name: access.display_name, selfId: access.participant_ref },
      choice,
      () => accessAgain(latest.current.renew),
    )
    slot.set(opened)
    let kept: unknown = null
    const stop = opened.view.subscribe(() => {
      const { connection, wanted, chosen } = opened.view.snapshot()
      const last = { microphoneOn: wanted.microphone, cameraOn: wanted.camera }
      if (connection.kind !== 'over') {
        if (kept !== wanted) rememberCall({ consultId: access.consult_id, ...last })
        kept = wanted
        return
      }
      stop()
      // A connection that only broke, perhaps by a reload of the page, is taken up again.
      if (connection.reason !== 'lost') forgetCall()
      latest.current.onOver(connection.reason, { ...last, ids: chosen })
    })
    return () => {
      stop()
      if (opened.view.snapshot().connection.kind !== 'over') forgetCall()
      void opened.leave()
    }
  }, [access, choice, slot])

  return session && <Room session={session} access={access} title={title} />
}

function Room({ session, access, title }: { session: CallSession; access: MediaAccess; title: string }) {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const { t: chatText } = useTranslation('chat')
  const feed = useConsultFeed(access.consult_id)
  const consult = useStore(feed.view)
  const chatShown = useRef(false)

  const conversation = useMemo(
    () => new Conversation(access.conversation_id, access.participant_ref),
    [access.conversation_id, access.participant_ref],
  )
  useEffect(
    () =>
      conversation.start((message) => {
        if (chatShown.current || message.sender_ref === access.participant_ref) return
        announce(chatText('newFrom', { name: message.sender_name, text: message.text.slice(0, 200) }))
      }),
    [conversation, access.participant_ref, chatText],
  )
  const { unread } = useStore(conversation.store.view)

  const onChatShown = useCallback(
    (shown: boolean) => {
      chatShown.current = shown
      conversation.store.setOpen(shown)
    },
    [conversation],
  )

  const participants = consult.kind === 'ready' ? consult.consult.participants : null
  const roster: Roster = useMemo(
    () => new Map(participants?.map((participant) => [participant.ref, participant])),
    [participants],
  )

  const moderate = async (name: string, done: string | null, act: () => Promise<unknown>) => {
    try {
      await act()
      if (done !== null) notify(done, 'success')
    } catch (error) {
      notify(isProblem(error, 'not-found') ? t('people.gone', { name }) : problemText(common, error), 'danger')
    }
  }
  const path = (ref: string) => ({ consult_id: access.consult_id, participant_ref: ref })

  return (
    <CallScreen
      call={session}
      title={title}
      roster={roster}
      moderation={
        access.role === 'lead_doctor'
          ? {
              mute: (ref, name, source) =>
                void moderate(name, source === 'microphone' ? t('people.muted', { name }) : null, () =>
                  callApi('post', '/consults/{consult_id}/participants/{participant_ref}/mute', {
                    path: path(ref),
                    body: { source },
                  }),
                ),
              remove: (ref, name) =>
                void moderate(name, t('people.removed', { name }), () =>
                  callApi('post', '/consults/{consult_id}/participants/{participant_ref}/remove', { path: path(ref) }),
                ),
              endForAll: () =>
                void moderate('', null, () =>
                  callApi('post', '/consults/{consult_id}/end', { path: { consult_id: access.consult_id } }),
                ),
            }
          : null
      }
      chat={<ChatPanel store={conversation.store} ownRef={access.participant_ref} />}
      unread={unread}
      onChatShown={onChatShown}
    />
  )
}
