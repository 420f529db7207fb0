import { useTranslation } from 'react-i18next'
import { cx } from '@/lib/cx'
import { currentLanguage, languageNames, languages, switchLanguage } from '@/lib/i18n'

/** The language of the page: both named in themselves, one tap. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const current = currentLanguage()
  return (
    <div
      role="group"
      aria-label={t('language')}
      className="flex shrink-0 gap-0.5 rounded-control border border-line bg-surface p-0.5"
    >
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === current}
          onClick={() => void switchLanguage(language, true)}
          className={cx(
            'min-h-10 rounded-[8px] px-2 sm:px-3 text-caption font-medium transition-colors duration-150',
            language === current ? 'bg-accent-soft text-accent-ink' : 'text-ink-muted hover:text-ink',
          )}
        >
          {languageNames[language]}
        </button>
      ))}
    </div>
  )
}
