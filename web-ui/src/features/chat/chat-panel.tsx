import { CircleAlert, Clock, SendHorizontal } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { live } from '@/api/live'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import { cx } from '@/lib/cx'
import { formatTime } from '@/lib/format'
import { partsOf } from '@/lib/links'
import { useStore } from '@/lib/use-store'
import type { ChatStore, ChatView, Message, Outgoing } from './chat-store'

const MAX_CHARACTERS = 4000
/** Within this distance of the end, new messages keep the list at its end. */
const NEAR_END_PX = 80

export interface ChatPanelProps {
  store: ChatStore
  ownRef: string
}

export function ChatPanel({ store, ownRef }: ChatPanelProps) {
  const { t } = useTranslation('chat')
  const { t: common } = useTranslation()
  const view = useStore(store.view)
  const healthy = useStore(live.healthy)
  const list = useStickToEnd(view)
  const empty = view.messages.length === 0 && view.outgoing.length === 0

  return (
    <div className="flex min-h-0 grow flex-col max-md:h-[70dvh]">
      <div ref={list} className="flex min-h-0 grow flex-col gap-1 overflow-y-auto px-4 py-3">
        {view.hasEarlier && (
          <Button
            size="small"
            variant="quiet"
            className="mb-2 self-center"
            busy={view.loading === 'earlier'}
            onClick={() => void store.loadEarlier()}
          >
            {t('earlier')}
          </Button>
        )}
        {view.loading === 'first' && empty && (
          <div aria-busy className="flex flex-col gap-3">
            <span className="sr-only">{common('loading')}</span>
            <Skeleton className="h-10 w-3/4 rounded-card" />
            <Skeleton className="ms-auto h-10 w-2/3 rounded-card" />
          </div>
        )}
        {view.failed && (
          <Banner
            tone="danger"
            live="polite"
            title={t('loadFailed')}
            actions={
              <Button size="small" onClick={() => void store.load()}>
                {common('retry')}
              </Button>
            }
          />
        )}
        {empty && view.loading === null && !view.failed && (
          <p className="m-auto max-w-64 py-8 text-center text-ink-muted">{t('empty')}</p>
        )}
        <ol role="log" aria-label={t('log')} className="flex flex-col gap-1">
          {view.messages.map((message, index) => (
            <MessageRow
              key={message.client_id}
              message={message}
              own={message.sender_ref === ownRef}
              follows={view.messages[index - 1]?.sender_ref === message.sender_ref}
            />
          ))}
          {view.outgoing.map((outgoing) => (
            <OutgoingRow key={outgoing.clientId} outgoing={outgoing} store={store} />
          ))}
        </ol>
      </div>
      {!healthy && (
        <p role="status" className="bg-warning-soft px-4 py-1.5 text-caption text-warning-ink">
          {t('offline')}
        </p>
      )}
      {view.closed ? (
        <p className="border-t border-line px-4 py-3 text-caption text-ink-muted">{t('closed')}</p>
      ) : (
        <Composer store={store} />
      )}
    </div>
  )
}

/** Keeps the list at its end while the person has not scrolled away from it. */
function useStickToEnd(view: ChatView): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null)
  const nearEnd = useRef(true)
  useEffect(() => {
    const element = list.current
    if (!element) return undefined
    const note = () => {
      nearEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    }
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [])
  useLayoutEffect(() => {
    const element = list.current
    if (element && nearEnd.current) element.scrollTop = element.scrollHeight
  }, [view.messages, view.outgoing])
  return list
}

function MessageRow({ message, own, follows }: { message: Message; own: boolean; follows: boolean }) {
  const { t } = useTranslation('chat')
  const { t: common } = useTranslation()
  return (
    <li className={cx('flex flex-col', own ? 'items-end' : 'items-start', !follows && 'mt-3 first:mt-0')}>
      {!follows && (
        <p className="mb-1 flex max-w-full flex-wrap items-baseline gap-x-2 px-1 text-caption">
          <span className="font-medium wrap-anywhere">{own ? t('you') : message.sender_name}</span>
          {!own && <span className="text-ink-muted">{common(`role.${message.sender_role}`)}</span>}
          <time dateTime={message.sent_at} className="tabular text-ink-muted">
            {formatTime(message.sent_at)}
          </time>
        </p>
      )}
      <Bubble own={own} text={message.text} />
    </li>
  )
}

function OutgoingRow({ outgoing, store }: { outgoing: Outgoing; store: ChatStore }) {
  const { t } = useTranslation('chat')
  const failed = outgoing.state === 'failed'
  return (
    <li className="mt-1 flex flex-col items-end gap-1">
      <div className="max-w-full opacity-75">
        <Bubble own text={outgoing.text} />
      </div>
      <p className={cx('flex items-center gap-1.5 px-1 text-caption', failed ? 'text-danger-ink' : 'text-ink-muted')}>
        {failed ? <CircleAlert aria-hidden className="size-4" /> : <Clock aria-hidden className="size-4" />}
        <span role={failed ? 'alert' : undefined}>{failed ? t('failed') : t('sending')}</span>
        {failed && (
          <Button size="small" variant="quiet" onClick={() => void store.retry(outgoing.clientId)}>
            {t('retry')}
          </Button>
        )}
      </p>
    </li>
  )
}

function Bubble({ own, text }: { own: boolean; text: string }) {
  const { t } = useTranslation('chat')
  return (
    <p
      dir="auto"
      className={cx(
        'max-w-[min(36rem,90%)] rounded-card px-3 py-2 whitespace-pre-wrap wrap-anywhere',
        own ? 'bg-accent-soft' : 'bg-sunken',
      )}
    >
      {partsOf(text).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <a
            key={index}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent-ink underline underline-offset-2"
          >
            {part.text}
            <span className="sr-only"> {t('opensOutside')}</span>
          </a>
        ),
      )}
    </p>
  )
}

function Composer({ store }: { store: ChatStore }) {
  const { t } = useTranslation('chat')
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const length = Array.from(text.trim()).length
  const tooLong = length > MAX_CHARACTERS

  const send = () => {
    if (length === 0 || tooLong) return
    void store.send(text)
    setText('')
    field.current?.focus()
  }

  return (
    <form
      className="flex flex-col gap-1 border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {tooLong && (
        <p id="chat-too-long" role="alert" className="text-caption text-danger-ink">
          {t('tooLong', { count: length })}
        </p>
      )}
      <div className="flex items-end gap-2">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t('write')}
          aria-invalid={tooLong || undefined}
          aria-describedby={tooLong ? 'chat-too-long' : undefined}
          placeholder={t('placeholder')}
          title={t('hint')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // Not while an input method is composing a character.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            send()
          }}
          className="field-sizing-content max-h-36 min-h-11 min-w-0 grow resize-none rounded-control border border-edge bg-surface px-3 py-2.5 placeholder:text-ink-muted aria-invalid:border-danger-ink"
        />
        <button
          type="submit"
          aria-label={t('send')}
          disabled={length === 0 || tooLong}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-control bg-accent text-on-accent transition-colors duration-150 not-disabled:hover:bg-accent-hover disabled:opacity-50 [&>svg]:size-5"
        >
          <SendHorizontal aria-hidden />
        </button>
      </div>
    </form>
  )
}
