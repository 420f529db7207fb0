import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useLocation } from 'react-router'
import { isProblem } from '@/api/problem'
import { ProblemBanner } from '@/api/problem-banner'
import { becomeNobody, renewSession, session } from '@/api/session'
import { Button } from '@/components/ui/button'
import { PublicPage } from '@/components/ui/public-page'
import { Skeleton } from '@/components/ui/skeleton'
import { useStore } from '@/lib/use-store'

/** Lets only signed-in people through; a reloaded page first comes back by its cookie. */
export function RequireStaff() {
  const who = useStore(session)
  const location = useLocation()
  const { t } = useTranslation()
  const [failure, setFailure] = useState<unknown>(null)

  useEffect(() => {
    if (who.kind !== 'unknown' || failure !== null) return
    renewSession().catch((error: unknown) => {
      if (isProblem(error) && error.isTemporary) setFailure(error)
      else becomeNobody()
    })
  }, [who.kind, failure])

  if (failure !== null && who.kind === 'unknown') {
    return (
      <PublicPage>
        <ProblemBanner
          error={failure}
          live="assertive"
          actions={<Button onClick={() => setFailure(null)}>{t('retry')}</Button>}
        />
      </PublicPage>
    )
  }
  if (who.kind === 'unknown') {
    return (
      <div aria-busy className="mx-auto flex max-w-5xl flex-col gap-4 px-6 py-16">
        <span className="sr-only">{t('loading')}</span>
        <Skeleton className="h-8 w-64" />
        <Skeleton />
        <Skeleton />
      </div>
    )
  }
  if (who.kind !== 'staff') {
    const next = location.pathname === '/' ? '' : '?next=' + encodeURIComponent(location.pathname)
    return <Navigate to={'/sign-in' + next} replace />
  }
  return <Outlet />
}
