import { useTranslation } from 'react-i18next'

/** Help, at the foot of every page a guest sees. */
export function JoinHelp() {
  const { t } = useTranslation('joining')
  return (
    <div className="border-t border-line pt-4">
      <h2 className="font-medium text-ink">{t('help.title')}</h2>
      <p className="mt-1">{t('help.text')}</p>
    </div>
  )
}
