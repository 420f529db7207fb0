import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { PaintedCall } from '@/app/dev/painted-call'
import { AfterPage } from '@/features/call/after-page'
import { CallScreen } from '@/features/call/call-screen'
import type { Roster } from '@/features/call/roster'
import { ChatPanel } from '@/features/chat/chat-panel'
import { ChatStore, type Message } from '@/features/chat/chat-store'
import { randomId } from '@/lib/ids'
import { useStore } from '@/lib/use-store'
import type { OverReason } from '@/rtc/call'

const roles = ['lead_doctor', 'patient', 'relative', 'interpreter', 'expert', 'guardian', 'observer'] as const

/** `/dev/call?people=9&screen=1&long=1&state=reconnecting&guest=1&over=lost`: the call with drawn people. */
export function DevCallPage() {
  const [query] = useSearchParams()
  const over = query.get('over')
  const call = useMemo(
    () =>
      new PaintedCall({
        people: Number(query.get('people') ?? 4),
        screen: query.has('screen'),
        longNames: query.has('long'),
        connection: query.get('state') === 'reconnecting' ? { kind: 'reconnecting' } : { kind: 'connected' },
        soundBlocked: query.get('state') === 'sound',
      }),
    [query],
  )
  const view = useStore(call.view)
  const chat = useMemo(() => {
    const store = new ChatStore('self', {
      list: () => Promise.resolve({ items: sampleMessages(), last_seq: 5, has_more: true }),
      post: () => Promise.reject(new Error('no server')),
      newId: randomId,
      seen: () => undefined,
    })
    void store.load()
    return store
  }, [])
  const { unread } = useStore(chat.view)
  const roster: Roster = useMemo(
    () =>
      new Map(
        [view.self, ...view.others].map((person, index) => [
          person.id,
          {
            ref: person.id,
            display_name: person.name,
            role: roles[index % roles.length] ?? 'patient',
            verified: index === 0 || index === 4,
            present: true,
            publishing: [],
          },
        ]),
      ),
    // People do not change in this page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [call],
  )
  const onChatShown = useCallback((shown: boolean) => chat.setOpen(shown), [chat])

  if (over !== null || view.connection.kind === 'over') {
    return (
      <AfterPage reason={(over ?? 'left') as OverReason} onRejoin={() => undefined} rejoining={false} failure={null} />
    )
  }
  return (
    <CallScreen
      call={call}
      title="Consultation"
      roster={roster}
      moderation={
        query.has('guest') ? null : { mute: () => undefined, remove: () => undefined, endForAll: () => undefined }
      }
      chat={<ChatPanel store={chat} ownRef="self" />}
      unread={query.has('unread') ? 3 : unread}
      onChatShown={onChatShown}
    />
  )
}

function sampleMessages(): Message[] {
  const said: [string, string, Message['sender_role'], string][] = [
    ['p1', 'Paul Durand', 'patient', 'Bonjour docteur, vous m’entendez bien ?'],
    ['self', 'Dr Claire Martin', 'lead_doctor', 'Très bien. Je vous partage le compte rendu.'],
    ['p2', 'Amina Benali', 'relative', 'Le voici aussi : https://www.hopital.example/compte-rendu?id=42.'],
    ['p2', 'Amina Benali', 'relative', 'Et <b>merci</b> pour votre aide.'],
    ['self', 'Dr Claire Martin', 'lead_doctor', 'Merci, je regarde.\nOn en parle tout de suite.'],
  ]
  return said.map(([ref, name, role, text], index) => ({
    id: `${index}`,
    conversation_id: 'c',
    seq: index + 1,
    client_id: `c${index}`,
    sender_ref: ref,
    sender_name: name,
    sender_role: role,
    kind: 'text',
    text,
    sent_at: new Date(Date.UTC(2026, 0, 5, 9, 30 + index)).toISOString(),
  }))
}
