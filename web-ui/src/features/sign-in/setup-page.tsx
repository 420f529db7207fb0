import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { z } from 'zod'
import { SignInCard } from './sign-in-card'
import { call } from '@/api/client'
import { showFieldErrors } from '@/api/form-problems'
import { installationQuery } from '@/api/installation'
import { isProblem } from '@/api/problem'
import { queryKeys } from '@/api/query-keys'
import { becomeStaff } from '@/api/session'
import { Banner } from '@/components/ui/banner'
import { EmailField } from '@/components/ui/email-field'
import { TextField } from '@/components/ui/field'
import { PageIntro } from '@/components/ui/page-intro'
import { PasswordField } from '@/components/ui/password-field'
import { PublicPage } from '@/components/ui/public-page'

const fields = ['token', 'display_name', 'email', 'password'] as const

/** The first administrator, with the one-time token of the first start. */
export function SetupPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const queries = useQueryClient()
  const installation = useQuery(installationQuery)
  const [failure, setFailure] = useState<unknown>(null)

  const schema = z.object({
    token: z.string().trim().min(1, t('error.token')).max(100, t('error.token')),
    display_name: z.string().trim().min(1, t('error.name')).max(80, t('error.nameTooLong')),
    email: z.email(t('error.email')),
    password: z.string().min(12, t('error.newPassword')).max(200),
  })
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { token: '', display_name: '', email: '', password: '' },
  })
  const { errors, isSubmitting } = form.formState

  const submit = form.handleSubmit(async (values) => {
    setFailure(null)
    try {
      becomeStaff(await call('post', '/auth/bootstrap', { body: values, anonymous: true }))
      await queries.invalidateQueries({ queryKey: queryKeys.installation })
      onSignedIn()
    } catch (error) {
      if (!showFieldErrors(common, error, form.setError, fields)) setFailure(error)
    }
  })

  return (
    <PublicPage organisation={installation.data?.organisation_name}>
      <PageIntro title={t('setup.title')}>{t('setup.intro')}</PageIntro>
      {installation.data?.needs_first_administrator === false ? (
        <Banner
          tone="info"
          title={t('setup.done')}
          actions={
            <Link to="/sign-in" className="font-medium text-accent-ink underline underline-offset-4">
              {t('title')}
            </Link>
          }
        />
      ) : (
        <SignInCard
          onSubmit={submit}
          busy={isSubmitting}
          problem={{
            error: failure,
            ...(isProblem(failure, 'gone') ? { title: t('setup.gone'), text: t('setup.goneHelp') } : {}),
          }}
          submitText={t('setup.submit')}
        >
          <TextField
            label={t('setup.token')}
            autoComplete="off"
            spellCheck={false}
            autoCapitalize="none"
            error={errors.token?.message}
            {...form.register('token')}
          />
          <TextField
            label={t('setup.name')}
            help={t('setup.nameHelp')}
            autoComplete="name"
            error={errors.display_name?.message}
            {...form.register('display_name')}
          />
          <EmailField
            label={t('email')}
            autoComplete="username"
            error={errors.email?.message}
            {...form.register('email', { setValueAs: (value: string) => value.trim() })}
          />
          <PasswordField
            label={t('password')}
            showLabel={t('showPassword')}
            help={t('setup.passwordHelp')}
            autoComplete="new-password"
            error={errors.password?.message}
            {...form.register('password')}
          />
        </SignInCard>
      )}
    </PublicPage>
  )
}
