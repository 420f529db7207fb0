import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { announce, notify } from '@/lib/notices'
import type { Call, CallEvent, CallView } from '@/rtc/call'
import type { Roster } from './roster'

/** Says what happens in the call: to everybody as a short notice where something must be done, else to assistive technology only. */
export function useCallVoice(call: Call, view: CallView, roster: Roster): void {
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const people = useRef(roster)
  useEffect(() => {
    people.current = roster
  })

  useEffect(() => {
    const nameOf = (event: { id: string; name: string }): string =>
      people.current.get(event.id)?.display_name ?? (event.name || common('guest'))
    return call.onEvent((event: CallEvent) => {
      switch (event.kind) {
        case 'joined':
          announce(t('said.joined', { name: nameOf(event) }))
          break
        case 'left':
          announce(t('said.left', { name: nameOf(event) }))
          break
        case 'hand-raised':
          notify(t('said.handRaised', { name: nameOf(event) }))
          break
        case 'sharing':
          announce(t(event.on ? 'said.sharing' : 'said.sharingEnded', { name: nameOf(event) }))
          break
        case 'silenced-by-lead':
          notify(t(`said.silencedByLead.${event.source}`), 'warning')
          break
        case 'device-failed': {
          const { problem } = event
          const known =
            problem === 'denied' || problem === 'busy' || problem === 'missing'
              ? problem
              : problem === 'denied-by-system' || problem === 'dismissed'
                ? 'denied'
                : 'other'
          notify(t(`deviceFailed.${event.device}.${known}`), 'danger')
          break
        }
      }
    })
  }, [call, t, common])

  const { self } = view
  useSaid(self.microphone === 'on', t('said.microphoneOn'), t('said.microphoneOff'))
  useSaid(self.camera !== null, t('said.cameraOn'), t('said.cameraOff'))
  useSaid(self.screen !== null, t('said.screenOn'), t('said.screenOff'))
  useSaid(self.handRaisedAt !== null, t('said.handUp'), t('said.handDown'))
  const reconnecting = view.connection.kind === 'reconnecting'
  useSaid(!reconnecting, t('reconnected'), t('reconnecting.title'))
}

/** Announces a change of state, not the first state. */
function useSaid(on: boolean, whenOn: string, whenOff: string): void {
  const before = useRef(on)
  useEffect(() => {
    if (before.current === on) return
    before.current = on
    announce(on ? whenOn : whenOff)
  }, [on, whenOn, whenOff])
}
