import { useTranslation } from 'react-i18next'

/** The first stop of the keyboard: past the header, to what the page is about. */
export function SkipLink() {
  const { t } = useTranslation()
  return (
    <a
      href="#content"
      className="fixed start-4 top-3 z-(--z-skip) -translate-y-24 rounded-control bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
    >
      {t('skipToContent')}
    </a>
  )
}
