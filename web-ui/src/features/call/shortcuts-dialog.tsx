import { useTranslation } from 'react-i18next'
import { Dialog } from '@/components/ui/dialog'

export interface ShortcutsDialogProps {
  enabled: boolean
  onEnabled: (enabled: boolean) => void
  onClose: () => void
}

export function ShortcutsDialog({ enabled, onEnabled, onClose }: ShortcutsDialogProps) {
  const { t } = useTranslation('call')
  const rows = [
    ['M', t('bar.microphone')],
    ['V', t('bar.camera')],
    ['S', t('do.share')],
    ['H', t('do.raiseHand')],
    ['C', t('do.chat')],
    ['P', t('do.people')],
    ['F', t('do.fullScreen')],
    ['?', t('shortcuts.help')],
  ] as const
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('shortcuts.title')}
      description={t('shortcuts.intro')}
    >
      <dl className="flex flex-col divide-y divide-line">
        {rows.map(([key, text]) => (
          <div key={key} className="flex items-center justify-between gap-4 py-2">
            <dt>{text}</dt>
            <dd>
              <kbd className="inline-flex min-w-8 justify-center rounded-small border border-edge bg-sunken px-2 py-0.5 font-sans text-caption font-medium">
                {key}
              </kbd>
            </dd>
          </div>
        ))}
      </dl>
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => onEnabled(event.target.checked)}
          className="size-5 accent-(--accent)"
        />
        {t('shortcuts.use')}
      </label>
    </Dialog>
  )
}
