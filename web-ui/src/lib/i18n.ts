import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { preference, rememberPreference } from '@/lib/preferences'

export const languages = ['fr', 'en'] as const
export type Language = (typeof languages)[number]

/** Names of the languages, each in itself, so that a person who reads only one finds it. */
export const languageNames: Record<Language, string> = { fr: 'Français', en: 'English' }

function isLanguage(value: string | null | undefined): value is Language {
  return value === 'fr' || value === 'en'
}

/** `join`: what a guest reads before the call; `more`: everything else. */
export type TextPart = 'join' | 'more'

// One chunk per language and part, loaded only when it is shown.
const texts = {
  fr: { join: () => import('@/locales/fr-join'), more: () => import('@/locales/fr-more') },
  en: { join: () => import('@/locales/en-join'), more: () => import('@/locales/en-more') },
}

/** What the person chose before, else what the browser asks for, else French. */
export function preferredLanguage(): Language {
  const chosen = preference('language')
  if (isLanguage(chosen)) return chosen
  for (const tag of navigator.languages) {
    const primary = tag.slice(0, 2).toLowerCase()
    if (isLanguage(primary)) return primary
  }
  return 'fr'
}

export function hasChosenLanguage(): boolean {
  return isLanguage(preference('language'))
}

let wanted: Language | null = null
const parts = new Set<TextPart>()

async function load(language: Language): Promise<void> {
  await Promise.all(
    [...parts].map(async (part) => {
      const { resources } = await texts[language][part]()
      for (const [namespace, bundle] of Object.entries(resources)) {
        i18next.addResourceBundle(language, namespace, bundle)
      }
    }),
  )
}

/** Resolves when this part can be shown, now and after every later change of language. */
export async function needTexts(part: TextPart): Promise<void> {
  parts.add(part)
  await Promise.all([load(currentLanguage()), wanted === null ? null : load(wanted)])
}

export async function startI18n(language: Language, ...needed: TextPart[]): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  })
  for (const part of needed) parts.add(part)
  await load(language)
  document.documentElement.lang = language
}

/** Shows the page in another language; `remember` is for a choice a person made. The latest call wins. */
export async function switchLanguage(language: Language, remember: boolean): Promise<void> {
  if (remember) rememberPreference('language', language)
  wanted = language
  if (i18next.language === language) return
  await load(language)
  if (wanted !== language) return
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'fr'
}
