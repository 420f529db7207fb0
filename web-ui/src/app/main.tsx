import '@/app/styles.css'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { ErrorBoundary } from '@/app/error-boundary'
import { takeFragmentSecret } from '@/app/fragment-secret'
import { GuestApp } from '@/app/guest-app'
import { Toasts } from '@/components/ui/toasts'
import { preferredLanguage, startI18n } from '@/lib/i18n'
import { startTheme } from '@/lib/theme'

// Two applications behind one address. Guests on a phone get only the join page (no router, no forms library, no query cache), all of it in the
// first script: one request costs a slow network more than the few kilobytes staff load in vain. Staff get the rest. Both load the call when
// it begins.
const loadStaffApp = async () => ({ default: (await import('@/app/staff-app')).StaffApp })
const StaffApp = lazy(loadStaffApp)
const asGuest = location.pathname === '/j' || location.pathname === '/j/'

startTheme()
await startI18n(preferredLanguage(), 'join', ...(asGuest ? [] : ['more' as const]))

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      {asGuest ? (
        <GuestApp secret={takeFragmentSecret()} />
      ) : (
        <Suspense fallback={null}>
          <StaffApp />
        </Suspense>
      )}
    </ErrorBoundary>
    <Toasts />
  </StrictMode>,
)
