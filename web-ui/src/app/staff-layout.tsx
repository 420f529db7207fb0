import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet } from 'react-router'
import { call } from '@/api/client'
import { installationQuery } from '@/api/installation'
import { becomeNobody, session } from '@/api/session'
import { Avatar } from '@/components/ui/avatar'
import { Brand } from '@/components/ui/brand'
import { Menu } from '@/components/ui/menu'
import { SkipLink } from '@/components/ui/skip-link'
import { cx } from '@/lib/cx'
import { currentLanguage, languageNames, languages, switchLanguage } from '@/lib/i18n'
import { chooseTheme, themeChoice, type ThemeChoice } from '@/lib/theme'
import { useStore } from '@/lib/use-store'

const themes: readonly ThemeChoice[] = ['system', 'light', 'dark']

/** The pages around the calls: header, navigation, account. */
export function StaffLayout() {
  const who = useStore(session)
  return who.kind === 'staff' ? <Frame name={who.user.display_name} isAdmin={who.user.role === 'admin'} /> : null
}

function Frame({ name, isAdmin }: { name: string; isAdmin: boolean }) {
  const { t } = useTranslation()
  const installation = useQuery(installationQuery)
  const queries = useQueryClient()
  const theme = useStore(themeChoice)
  const language = currentLanguage()

  const signOut = async () => {
    try {
      await call('post', '/auth/logout', { anonymous: true })
    } finally {
      becomeNobody()
      queries.clear()
    }
  }

  const link = ({ isActive }: { isActive: boolean }) =>
    cx(
      'inline-flex min-h-11 items-center rounded-control px-3 font-medium transition-colors duration-150',
      isActive ? 'bg-accent-soft text-accent-ink' : 'text-ink-muted hover:bg-sunken hover:text-ink',
    )

  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 sm:px-6">
          <NavLink to="/" className="me-auto inline-flex min-h-11 items-center rounded-control text-ink">
            <Brand name={installation.data?.organisation_name ?? t('product')} />
          </NavLink>
          {isAdmin && (
            <nav aria-label={t('nav.label')} className="flex gap-1 max-sm:order-last max-sm:w-full">
              <NavLink to="/" end className={link}>
                {t('nav.consults')}
              </NavLink>
              <NavLink to="/users" className={link}>
                {t('nav.users')}
              </NavLink>
            </nav>
          )}
          <Menu
            trigger={
              <button
                type="button"
                className="inline-flex min-h-11 items-center gap-2 rounded-control px-2 hover:bg-sunken"
              >
                <Avatar name={name} size="small" />
                <span className="sr-only">{t('nav.account')}</span>
                <span className="max-w-44 truncate max-sm:sr-only">{name}</span>
              </button>
            }
            items={[
              { kind: 'heading', label: t('language') },
              ...languages.map((each) => ({
                kind: 'choice' as const,
                label: languageNames[each],
                checked: each === language,
                onSelect: () => void switchLanguage(each, true),
              })),
              { kind: 'heading', label: t('theme.title') },
              ...themes.map((each) => ({
                kind: 'choice' as const,
                label: t(`theme.${each}`),
                checked: each === theme,
                onSelect: () => chooseTheme(each),
              })),
              { kind: 'line' },
              { kind: 'action', label: t('nav.signOut'), icon: <LogOut aria-hidden />, onSelect: () => void signOut() },
            ]}
          />
        </div>
      </header>
      <main id="content" className="mx-auto flex w-full max-w-5xl grow flex-col gap-6 px-4 pt-6 pb-16 sm:px-6 sm:pt-10">
        <Outlet />
      </main>
    </div>
  )
}
