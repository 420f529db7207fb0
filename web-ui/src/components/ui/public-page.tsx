import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '@/components/ui/brand'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { SkipLink } from '@/components/ui/skip-link'

export interface PublicPageProps {
  /** The hospital, where it is known. */
  organisation?: string | undefined
  children: ReactNode
  /** Help, always in the same place. */
  footer?: ReactNode
}

/** A page for people who are not signed in: one column of 440 px, language at the top, help at the foot. */
export function PublicPage({ organisation, children, footer }: PublicPageProps) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="mx-auto flex w-full max-w-5xl items-center justify-between gap-3 px-4 py-3 sm:px-6">
        <Brand name={organisation ?? t('product')} />
        <LanguageSwitch />
      </header>
      <main id="content" className="mx-auto flex w-full max-w-[472px] grow flex-col gap-6 px-4 pt-4 pb-10 sm:pt-10">
        {children}
      </main>
      {footer && (
        <footer className="mx-auto w-full max-w-[472px] px-4 pb-[max(1.5rem,env(safe-area-inset-bottom))] text-caption text-ink-muted">
          {footer}
        </footer>
      )}
    </div>
  )
}
