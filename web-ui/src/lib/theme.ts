import { preference, rememberPreference } from '@/lib/preferences'
import { Store } from '@/lib/store'

export type ThemeChoice = 'system' | 'light' | 'dark'

const dark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null

function stored(): ThemeChoice {
  const value = preference('theme')
  return value === 'light' || value === 'dark' ? value : 'system'
}

export const themeChoice = new Store<ThemeChoice>(stored())

/** How many screens on the page are always dark (a call); more than none wins over the choice. */
let alwaysDark = 0

function apply(): void {
  const choice = themeChoice.snapshot()
  const isDark = alwaysDark > 0 || choice === 'dark' || (choice === 'system' && dark?.matches === true)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

export function startTheme(): void {
  apply()
  dark?.addEventListener('change', apply)
  themeChoice.subscribe(apply)
}

export function chooseTheme(choice: ThemeChoice): void {
  rememberPreference('theme', choice)
  themeChoice.set(choice)
}

/** Keeps the page dark until the returned function is called. */
export function holdDark(): () => void {
  alwaysDark += 1
  apply()
  return () => {
    alwaysDark -= 1
    apply()
  }
}
