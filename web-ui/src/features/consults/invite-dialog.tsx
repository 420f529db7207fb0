import { zodResolver } from '@hookform/resolvers/zod'
import { Share2 } from 'lucide-react'
import { useState } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { showFieldErrors } from '@/api/form-problems'
import { ProblemBanner } from '@/api/problem-banner'
import type { components } from '@/api/schema'
import { Button } from '@/components/ui/button'
import { CopyField } from '@/components/ui/copy-field'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { SelectField } from '@/components/ui/select'
import { currentLanguage, languageNames, languages } from '@/lib/i18n'
import { randomId } from '@/lib/ids'
import { useCreateInvitation } from './api/invitations'

const roles = ['patient', 'relative', 'guardian', 'interpreter', 'expert', 'observer'] as const
const validities = { h1: 60, h4: 240, h24: 1440 } as const
const fields = ['role_in_consult', 'name', 'relation', 'locale'] as const
const withRelation: readonly string[] = ['relative', 'guardian']

export interface InviteDialogProps {
  consultId: string
  onClose: () => void
}

/** One link for one person; shown once, to be copied. */
export function InviteDialog({ consultId, onClose }: InviteDialogProps) {
  const { t } = useTranslation('consults')
  const { t: common } = useTranslation()
  const create = useCreateInvitation(consultId)
  const [created, setCreated] = useState<components['schemas']['CreatedInvitationView'] | null>(null)
  const [idempotencyKey, setIdempotencyKey] = useState(randomId)
  const [failure, setFailure] = useState<unknown>(null)

  const schema = z.object({
    role_in_consult: z.enum(roles),
    name: z.string().trim().max(80, t('invite.nameTooLong')),
    relation: z.string().trim().max(40, t('invite.relationTooLong')),
    locale: z.enum(languages),
    validity: z.enum(['h1', 'h4', 'h24']),
  })
  const form = useForm<z.infer<typeof schema>>({
    resolver: zodResolver(schema),
    defaultValues: { role_in_consult: 'patient', name: '', relation: '', locale: currentLanguage(), validity: 'h24' },
  })
  const { errors } = form.formState
  const asksRelation = withRelation.includes(useWatch({ control: form.control, name: 'role_in_consult' }))

  const submit = form.handleSubmit(async ({ role_in_consult, name, relation, locale, validity }) => {
    setFailure(null)
    try {
      const answer = await create.mutateAsync({
        request: {
          role_in_consult,
          locale,
          max_uses: 3,
          expires_in_minutes: validities[validity],
          ...(name === '' ? {} : { name }),
          ...(relation === '' || !withRelation.includes(role_in_consult) ? {} : { relation }),
        },
        idempotencyKey,
      })
      setCreated(answer)
    } catch (error) {
      // The values will change, so the next try is another request.
      setIdempotencyKey(randomId())
      if (!showFieldErrors(common, error, form.setError, fields)) setFailure(error)
    }
  })

  const again = () => {
    setCreated(null)
    setIdempotencyKey(randomId())
    form.reset()
  }

  if (created) {
    return (
      <Dialog
        open
        onOpenChange={(open) => !open && onClose()}
        title={t('invite.readyTitle')}
        description={t('invite.readyText')}
        width="wide"
        actions={
          <>
            <Button onClick={again}>{t('invite.another')}</Button>
            <Button onClick={onClose}>{t('invite.done')}</Button>
          </>
        }
      >
        <CopyField
          label={created.invitation.name ? `${t('invite.link')} : ${created.invitation.name}` : t('invite.link')}
          value={created.link}
          copyText={t('invite.copyLink')}
          copiedText={t('invite.linkCopied')}
        />
        {'share' in navigator && (
          <div>
            <Button
              icon={<Share2 aria-hidden className="size-5" />}
              onClick={() => void navigator.share({ url: created.link }).catch(() => undefined)}
            >
              {t('invite.share')}
            </Button>
          </div>
        )}
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('invite.title')}
      description={t('invite.intro')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button type="submit" form="invite" variant="primary" busy={create.isPending}>
            {t('invite.submit')}
          </Button>
        </>
      }
    >
      <form id="invite" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <ProblemBanner error={failure} live="assertive" />
        <SelectField
          label={t('invite.role')}
          options={roles.map((role) => ({ value: role, label: common(`role.${role}`) }))}
          error={errors.role_in_consult?.message}
          {...form.register('role_in_consult')}
        />
        <TextField
          label={t('invite.name')}
          optionalText={common('optional')}
          help={t('invite.nameHelp')}
          autoComplete="off"
          error={errors.name?.message}
          {...form.register('name')}
        />
        {asksRelation && (
          <TextField
            label={t('invite.relation')}
            optionalText={common('optional')}
            help={t('invite.relationHelp')}
            autoComplete="off"
            error={errors.relation?.message}
            {...form.register('relation')}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            label={t('invite.language')}
            options={languages.map((language) => ({ value: language, label: languageNames[language] }))}
            {...form.register('locale')}
          />
          <SelectField
            label={t('invite.validity')}
            options={(['h1', 'h4', 'h24'] as const).map((each) => ({ value: each, label: t(`invite.hours.${each}`) }))}
            {...form.register('validity')}
          />
        </div>
      </form>
    </Dialog>
  )
}
