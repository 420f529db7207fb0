import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { dismiss, notices, spoken } from '@/lib/notices'
import { useStore } from '@/lib/use-store'

const icons = {
  info: <Info aria-hidden className="text-accent-ink" />,
  success: <CircleCheck aria-hidden className="text-success-ink" />,
  warning: <TriangleAlert aria-hidden className="text-warning-ink" />,
  danger: <CircleAlert aria-hidden className="text-danger-ink" />,
}

/** The page's toasts and its one live region. Put once, at the root. */
export function Toasts() {
  const { t } = useTranslation()
  const shown = useStore(notices)
  const said = useStore(spoken)
  return (
    <>
      <div role="status" aria-live="polite" className="sr-only">
        <span key={said.id}>{said.text}</span>
      </div>
      <div className="pointer-events-none fixed inset-x-4 top-4 z-(--z-toast) flex flex-col items-center gap-2 pt-[env(safe-area-inset-top)]">
        {shown.map((notice) => (
          <div
            key={notice.id}
            className="pointer-events-auto flex max-w-md animate-appear items-start gap-3 rounded-card border border-line bg-surface py-2.5 ps-4 pe-2 shadow-float"
          >
            <span className="mt-1.5 [&>svg]:size-5">{icons[notice.tone]}</span>
            <p className="py-1">{notice.text}</p>
            <button
              type="button"
              aria-label={t('dismiss')}
              onClick={() => dismiss(notice.id)}
              className="inline-flex size-8 shrink-0 items-center justify-center rounded-small text-ink-muted hover:bg-sunken [&>svg]:size-4"
            >
              <X aria-hidden />
            </button>
          </div>
        ))}
      </div>
    </>
  )
}
