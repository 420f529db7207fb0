import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { showFieldErrors } from '@/api/form-problems'
import { ProblemBanner } from '@/api/problem-banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { useOpenConsult } from './api/open-consult'
import { randomId } from '@/lib/ids'

export interface OpenConsultDialogProps {
  onClose: () => void
  onOpened: (consultId: string) => void
}

export function OpenConsultDialog({ onClose, onOpened }: OpenConsultDialogProps) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const open = useOpenConsult()
  const [idempotencyKey] = useState(randomId)
  const [failure, setFailure] = useState<unknown>(null)
  const schema = z.object({ title: z.string().trim().max(120, t('new.tooLong')) })
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { title: '' } })

  const submit = form.handleSubmit(async ({ title }) => {
    setFailure(null)
    try {
      const consult = await open.mutateAsync({ title, idempotencyKey })
      onOpened(consult.id)
    } catch (error) {
      if (!showFieldErrors(common, error, form.setError, ['title'])) setFailure(error)
    }
  })

  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('new.title')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form="open-consult" variant="primary" busy={open.isPending}>
            {t('new.submit')}
          </Button>
        </>
      }
    >
      <form id="open-consult" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <ProblemBanner error={failure} live="assertive" />
        <TextField
          label={t('new.label')}
          optionalText={common('optional')}
          help={t('new.help')}
          autoComplete="off"
          maxLength={120}
          error={form.formState.errors.title?.message}
          {...form.register('title')}
        />
      </form>
    </Dialog>
  )
}
