import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { ProblemBanner } from '@/api/problem-banner'
import { OpeningPage } from '@/app/opening-page'
import { CallRoom, type MediaAccess } from '@/app/call-room'
import { call } from '@/api/client'
import { isProblem } from '@/api/problem'
import { Button } from '@/components/ui/button'
import { buttonClass } from '@/components/ui/button-class'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'
import { DeviceCheckPanel } from '@/features/devices/device-check-panel'
import { rememberedCall } from '@/lib/call-memory'
import { choiceOf, DeviceCheck, type DeviceChoice } from '@/rtc/device-check'

/** The clinician's way in: the same device check as everybody, then the call. */
export function StaffCallRoute() {
  const { consultId = '' } = useParams()
  const { t } = useTranslation('call')
  const { t: common } = useTranslation()
  const navigate = useNavigate()
  const check = useMemo(() => new DeviceCheck(), [])
  const [entry, setEntry] = useState<{ access: MediaAccess; choice: DeviceChoice } | null>(null)
  // A tab that is reloaded during the call goes straight back into it.
  const [remembered] = useState(() => rememberedCall(consultId))
  const [returning, setReturning] = useState(remembered !== null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)

  const access = useCallback(
    () => call('post', '/consults/{consult_id}/media-token', { path: { consult_id: consultId } }),
    [consultId],
  )

  // Staff open this page to enter: the question of the browser comes at once.
  useEffect(() => {
    let gone = false
    const checkFirst = () => {
      if (gone) return
      setReturning(false)
      void check.start()
    }
    if (remembered === null) void check.start()
    else {
      access().then((granted) => {
        if (!gone) setEntry({ access: granted, choice: choiceOf(remembered) })
      }, checkFirst)
    }
    return () => {
      gone = true
      check.stop()
    }
  }, [check, remembered, access])

  const enter = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const granted = await access()
      const choice = check.choice()
      check.stop()
      setEntry({ access: granted, choice })
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  if (entry) {
    return (
      <CallRoom
        access={entry.access}
        choice={entry.choice}
        title={t('title')}
        renew={access}
        afterwards={
          <Link to={`/consults/${consultId}`} className={buttonClass('secondary', 'large')}>
            {t('over.details')}
          </Link>
        }
      />
    )
  }
  if (returning) return <OpeningPage text={t('returning')} />
  return (
    <PublicPage>
      <PageHeading title={t('ready.title')} />
      <DeviceCheckPanel check={check} />
      <ProblemBanner
        error={failure}
        live="assertive"
        {...(isProblem(failure, 'gone') ? { title: t('over.ended.title'), text: '' } : {})}
      />
      <div className="flex flex-col gap-3">
        <Button variant="primary" size="large" busy={busy} onClick={() => void enter()}>
          {t('ready.enter')}
        </Button>
        <Button variant="quiet" onClick={() => void navigate(`/consults/${consultId}`)}>
          {common('back')}
        </Button>
      </div>
    </PublicPage>
  )
}
