import '@/app/styles.css'
import { StrictMode, type ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import { ErrorBoundary } from '@/app/error-boundary'
import { Toasts } from '@/components/ui/toasts'
import { preferredLanguage, startI18n } from '@/lib/i18n'
import { startTheme } from '@/lib/theme'

/**
 * Two applications behind one address: guests on a phone get only the join page (no router, no forms library, no query cache), staff get
 * the rest. Both load the call when it begins.
 */
async function loadApplication(): Promise<ComponentType> {
  if (location.pathname === '/j' || location.pathname === '/j/') return (await import('@/app/guest-app')).GuestApp
  return (await import('@/app/staff-app')).StaffApp
}

startTheme()
const [Application] = await Promise.all([loadApplication(), startI18n(preferredLanguage())])

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <Application />
    </ErrorBoundary>
    <Toasts />
  </StrictMode>,
)
