import { useTranslation } from 'react-i18next'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

export interface LeaveDialogProps {
  onLeave: () => void
  onEndForAll: () => void
  onClose: () => void
}

/** Only the lead is asked: for everybody else leaving takes one tap. */
export function LeaveDialog({ onLeave, onEndForAll, onClose }: LeaveDialogProps) {
  const { t } = useTranslation('call')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('leave.title')}
      description={t('leave.text')}
      actions={
        <>
          <Button variant="danger-quiet" onClick={onEndForAll}>
            {t('leave.all')}
          </Button>
          <Button variant="danger" onClick={onLeave}>
            {t('leave.only')}
          </Button>
        </>
      }
    />
  )
}
