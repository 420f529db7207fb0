import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { showFieldErrors } from '@/api/form-problems'
import { ProblemBanner } from '@/api/problem-banner'
import type { components } from '@/api/schema'
import { Button } from '@/components/ui/button'
import { CopyField } from '@/components/ui/copy-field'
import { Dialog } from '@/components/ui/dialog'
import { EmailField } from '@/components/ui/email-field'
import { TextField } from '@/components/ui/field'
import { SelectField } from '@/components/ui/select'
import { formatMoment } from '@/lib/format'
import { currentLanguage, languageNames, languages } from '@/lib/i18n'
import { randomId } from '@/lib/ids'
import { useCreateUser } from './api/users'

const fields = ['display_name', 'email', 'role', 'locale'] as const

/** A colleague's account and the one-time link to its first sign-in. */
export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('users')
  const { t: common } = useTranslation()
  const create = useCreateUser()
  const [created, setCreated] = useState<components['schemas']['CreatedUserView'] | null>(null)
  const [idempotencyKey, setIdempotencyKey] = useState(randomId)
  const [failure, setFailure] = useState<unknown>(null)
  const schema = z.object({
    display_name: z.string().trim().min(1, t('new.nameNeeded')).max(80, t('new.nameNeeded')),
    email: z.email(t('new.emailNeeded')),
    role: z.enum(['doctor', 'admin']),
    locale: z.enum(languages),
  })
  const form = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { display_name: '', email: '', role: 'doctor', locale: currentLanguage() },
  })
  const { errors } = form.formState

  const submit = form.handleSubmit(async (request) => {
    setFailure(null)
    try {
      setCreated(await create.mutateAsync({ request, idempotencyKey }))
    } catch (error) {
      setIdempotencyKey(randomId())
      if (!showFieldErrors(common, error, form.setError, fields)) setFailure(error)
    }
  })

  if (created) {
    return (
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={t('ready.title')}
        description={t('ready.text', { name: created.user.display_name })}
        width="wide"
        actions={<Button onClick={onClose}>{t('ready.done')}</Button>}
      >
        <CopyField
          label={t('ready.link')}
          value={created.password_link}
          copyText={common('copy')}
          copiedText={common('copied')}
        />
        <p className="tabular text-caption text-ink-muted">
          {t('ready.expires', { when: formatMoment(created.expires_at) })}
        </p>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('new.title')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form="create-user" variant="primary" busy={create.isPending}>
            {t('new.submit')}
          </Button>
        </>
      }
    >
      <form id="create-user" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <ProblemBanner error={failure} live="assertive" />
        <TextField
          label={t('new.name')}
          help={t('new.nameHelp')}
          autoComplete="off"
          error={errors.display_name?.message}
          {...form.register('display_name')}
        />
        <EmailField
          label={t('new.email')}
          autoComplete="off"
          error={errors.email?.message}
          {...form.register('email', { setValueAs: (value: string) => value.trim() })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t('new.role')}
            options={(['doctor', 'admin'] as const).map((role) => ({ value: role, label: common(`role.${role}`) }))}
            {...form.register('role')}
          />
          <SelectField
            label={t('new.language')}
            options={languages.map((language) => ({ value: language, label: languageNames[language] }))}
            {...form.register('locale')}
          />
        </div>
      </form>
    </Dialog>
  )
}
