import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { takeFragmentSecret } from '@/app/fragment-secret'
import { call } from '@/api/client'
import { Problem } from '@/api/problem'
import { becomeGuest, resumeGuest, type Entered } from '@/api/session'
import { Skeleton } from '@/components/ui/skeleton'
import { PublicPage } from '@/components/ui/public-page'
import { DeviceCheckPanel } from '@/features/devices/device-check-panel'
import { JoinPage, type Lookup } from '@/features/joining/join-page'
import { JoinProblemPage } from '@/features/joining/join-problem-page'
import { hasChosenLanguage, switchLanguage } from '@/lib/i18n'
import { useStore } from '@/lib/use-store'
import { DeviceCheck, type DeviceChoice } from '@/rtc/device-check'

// The call and the client library behind it come only when they are needed.
const loadCall = () => import('@/app/guest-call')
const GuestCall = lazy(async () => ({ default: (await loadCall()).GuestCall }))

const secret = takeFragmentSecret()

type Step =
  | { kind: 'opening' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'incomplete' }
  | { kind: 'checking'; lookup: Lookup }
  | { kind: 'in-call'; entered: Entered; choice: DeviceChoice; organisation: string | undefined }

/** A guest's whole stay: look up the link, check the devices, enter, be in the call. One page, no router. */
export function GuestApp() {
  const [step, setStep] = useState<Step>({ kind: 'opening' })
  const [attempt, setAttempt] = useState(0)
  const check = useMemo(() => new DeviceCheck(), [])

  useEffect(() => {
    let stale = false
    open().then(
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
  }, [attempt])

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
      return <Opening />
    case 'failed':
      return <JoinProblemPage problem={step} onRetry={retry} />
    case 'incomplete':
      return <JoinProblemPage problem={step} onRetry={retry} />
    case 'checking':
      return (
        <Checking
          lookup={step.lookup}
          check={check}
          onEntered={(entered, choice) =>
            setStep({ kind: 'in-call', entered, choice, organisation: step.lookup.organisation_name })
          }
        />
      )
    case 'in-call':
      return (
        <Suspense fallback={<Opening />}>
          <GuestCall entered={step.entered} choice={step.choice} organisation={step.organisation} />
        </Suspense>
      )
  }
}

async function open(): Promise<Step> {
  if (secret === '') return resumeByCookie()
  const lookup = await call('post', '/join/lookup', { body: { secret }, anonymous: true })
  if (!hasChosenLanguage()) await switchLanguage(lookup.locale, false)
  return { kind: 'checking', lookup }
}

/** A reloaded page has lost its secret on purpose; the guest cookie still knows who this is. */
async function resumeByCookie(): Promise<Step> {
  try {
    const entered = await resumeGuest()
    return {
      kind: 'in-call',
      entered,
      choice: { cameraOn: false, microphoneOn: false, ids: { camera: null, microphone: null, speaker: null } },
      organisation: undefined,
    }
  } catch (error) {
    if (error instanceof Problem && error.isTemporary) throw error
    return error instanceof Problem && error.is('gone') ? { kind: 'failed', error } : { kind: 'incomplete' }
  }
}

interface CheckingProps {
  lookup: Lookup
  check: DeviceCheck
  onEntered: (entered: Entered, choice: DeviceChoice) => void
}

function Checking({ lookup, check, onEntered }: CheckingProps) {
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

function Opening() {
  const { t } = useTranslation('joining')
  return (
    <PublicPage>
      <div aria-busy className="flex flex-col gap-4">
        <p role="status" className="text-ink-muted">
          {t('opening')}
        </p>
        <Skeleton className="aspect-video w-full" />
        <Skeleton className="h-11 w-full" />
      </div>
    </PublicPage>
  )
}
