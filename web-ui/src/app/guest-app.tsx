import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OpeningPage } from '@/app/opening-page'
import { call } from '@/api/client'
import { Problem } from '@/api/problem'
import { becomeGuest, resumeGuest, type Entered } from '@/api/session'
import { DeviceCheckPanel } from '@/features/devices/device-check-panel'
import { JoinPage, type Lookup } from '@/features/joining/join-page'
import { JoinProblemPage } from '@/features/joining/join-problem-page'
import { rememberedCall } from '@/lib/call-memory'
import { hasChosenLanguage, needTexts, switchLanguage } from '@/lib/i18n'
import { useStore } from '@/lib/use-store'
import { captureSupport } from '@/rtc/devices'
import { choiceOf, DeviceCheck, type DeviceChoice } from '@/rtc/device-check'

// The call and the client library behind it come only when they are needed.
async function loadCall() {
  const [page] = await Promise.all([import('@/app/guest-call'), needTexts('more')])
  return page
}
const GuestCall = lazy(async () => ({ default: (await loadCall()).GuestCall }))

type Step =
  | { kind: 'opening' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'incomplete' }
  | { kind: 'checking'; lookup: Lookup }
  | { kind: 'in-call'; entered: Entered; choice: DeviceChoice; beginsOver: boolean; organisation: string | undefined }

/** A guest's whole stay: look up the link, check the devices, enter, be in the call. One page, no router. */
export function GuestApp({ secret }: { secret: string }) {
  const { t } = useTranslation('joining')
  const [step, setStep] = useState<Step>({ kind: 'opening' })
  const [attempt, setAttempt] = useState(0)
  const check = useMemo(() => new DeviceCheck(), [])

  useEffect(() => {
    let stale = false
    open(secret).then(
      (next) => {
        if (!stale) setStep(next)
      },
      (error: unknown) => {
        if (!stale) setStep({ kind: 'failed', error })
      },
    )
    return () => {
      stale = true
    }
  }, [secret, attempt])

  // Another link opened in the same tab only changes the fragment.
  useEffect(() => {
    const reload = () => {
      if (location.hash.length > 1) location.reload()
    }
    window.addEventListener('hashchange', reload)
    return () => window.removeEventListener('hashchange', reload)
  }, [])

  const retry = () => {
    setStep({ kind: 'opening' })
    setAttempt(attempt + 1)
  }

  switch (step.kind) {
    case 'opening':
      return <OpeningPage text={t('opening')} />
    case 'failed':
      return <JoinProblemPage problem={step} onRetry={retry} />
    case 'incomplete':
      return <JoinProblemPage problem={step} onRetry={retry} />
    case 'checking':
      return (
        <Checking
          secret={secret}
          lookup={step.lookup}
          check={check}
          onEntered={(entered, choice) =>
            setStep({
              kind: 'in-call',
              entered,
              choice,
              beginsOver: false,
              organisation: step.lookup.organisation_name,
            })
          }
        />
      )
    case 'in-call':
      return (
        <Suspense fallback={<OpeningPage text={t('opening')} />}>
          <GuestCall
            entered={step.entered}
            choice={step.choice}
            beginsOver={step.beginsOver}
            organisation={step.organisation}
          />
        </Suspense>
      )
  }
}

async function open(secret: string): Promise<Step> {
  if (secret === '') return resumeByCookie()
  const lookup = await call('post', '/join/lookup', { body: { secret }, anonymous: true })
  if (!hasChosenLanguage()) await switchLanguage(lookup.locale, false)
  return { kind: 'checking', lookup }
}

/**
 * A reloaded page has lost its secret on purpose; the guest cookie still knows who this is. Only a tab that was in the call goes straight back
 * into it.
 */
async function resumeByCookie(): Promise<Step> {
  try {
    const entered = await resumeGuest()
    const before = rememberedCall(entered.media.consult_id)
    return { kind: 'in-call', entered, choice: choiceOf(before), beginsOver: before === null, organisation: undefined }
  } catch (error) {
    if (error instanceof Problem && error.isTemporary) throw error
    return error instanceof Problem && error.is('gone', 'forbidden')
      ? { kind: 'failed', error }
      : { kind: 'incomplete' }
  }
}

interface CheckingProps {
  secret: string
  lookup: Lookup
  check: DeviceCheck
  onEntered: (entered: Entered, choice: DeviceChoice) => void
}

function Checking({ secret, lookup, check, onEntered }: CheckingProps) {
  const { camera, microphone } = useStore(check.view)

  useEffect(() => {
    // The person is reading and typing: time to fetch the call.
    const timer = setTimeout(() => void loadCall().catch(() => undefined), 1_500)
    return () => clearTimeout(timer)
  }, [])

  return (
    <JoinPage
      lookup={lookup}
      deviceCheck={<DeviceCheckPanel check={check} />}
      linkToCopy={captureSupport() === 'unsupported' ? `${location.origin}/j#${secret}` : null}
      bringing={{ camera: camera.kind === 'on', microphone: microphone.kind === 'on' }}
      onEnter={async ({ name, relation }) => {
        const entered = await call('post', '/join/enter', {
          body: { secret, name, ...(relation === '' ? {} : { relation }) },
          anonymous: true,
        })
        becomeGuest(entered)
        const choice = check.choice()
        check.stop()
        onEntered(entered, choice)
      }}
    />
  )
}
