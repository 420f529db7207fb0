import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { SelectField } from '@/components/ui/select'
import type { Call, CallView } from '@/rtc/call'
import { canChooseSpeaker, type DeviceKind } from '@/rtc/devices'

export interface SettingsDialogProps {
  call: Call
  view: CallView
  onClose: () => void
}

const kinds: readonly DeviceKind[] = ['microphone', 'camera', 'speaker']

/** Changing devices during the call. */
export function SettingsDialog({ call, view, onClose }: SettingsDialogProps) {
  const { t } = useTranslation('call')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('settings.title')}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t('settings.close')}
        </Button>
      }
    >
      {kinds.map((kind) => {
        const list = view.devices[kind]
        const fixed = kind === 'speaker' && !canChooseSpeaker()
        const chosen = view.chosen[kind]
        const known = list.some((device) => device.id === chosen)
        return (
          <SelectField
            key={kind}
            label={t(`settings.${kind}`)}
            disabled={fixed || list.length === 0}
            help={fixed ? t('settings.speakerFixed') : undefined}
            value={known && chosen !== null ? chosen : ''}
            onChange={(event) => void call.chooseDevice(kind, event.target.value)}
            options={[
              ...(known ? [] : [{ value: '', label: t('settings.system') }]),
              ...list.map((device, index) => ({
                value: device.id,
                label: device.label || t('settings.unnamed', { number: index + 1 }),
              })),
            ]}
          />
        )
      })}
    </Dialog>
  )
}
