import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { z } from 'zod'
import { SignInCard } from './sign-in-card'
import { call } from '@/api/client'
import { installationQuery } from '@/api/installation'
import { isProblem } from '@/api/problem'
import { becomeStaff } from '@/api/session'
import { Banner } from '@/components/ui/banner'
import { EmailField } from '@/components/ui/email-field'
import { PageIntro } from '@/components/ui/page-intro'
import { PasswordField } from '@/components/ui/password-field'
import { PublicPage } from '@/components/ui/public-page'

export function SignInPage({ onSignedIn }: { onSignedIn: () => void }) {
  const { t } = useTranslation('signIn')
  const installation = useQuery(installationQuery)
  const [failure, setFailure] = useState<unknown>(null)

  const schema = z.object({
    email: z.email(t('error.email')),
    password: z.string().min(1, t('error.password')).max(200, t('error.password')),
  })
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting } = form.formState

  const submit = form.handleSubmit(async (values) => {
    setFailure(null)
    try {
      becomeStaff(await call('post', '/auth/login', { body: values, anonymous: true }))
      onSignedIn()
    } catch (error) {
      setFailure(error)
      form.setFocus('password', { shouldSelect: true })
    }
  })

  return (
    <PublicPage organisation={installation.data?.organisation_name} footer={<p>{t('guestHint')}</p>}>
      <PageIntro title={t('title')}>{t('intro')}</PageIntro>
      {installation.data?.needs_first_administrator && (
        <Banner
          tone="info"
          title={t('needsSetup')}
          actions={
            <Link to="/setup" className="font-medium text-accent-ink underline underline-offset-4">
              {t('goToSetup')}
            </Link>
          }
        />
      )}
      <SignInCard
        onSubmit={submit}
        busy={isSubmitting}
        problem={{
          error: failure,
          ...(isProblem(failure, 'unauthenticated') ? { title: t('refused'), text: t('refusedHelp') } : {}),
        }}
        submitText={t('submit')}
      >
        <EmailField
          label={t('email')}
          autoComplete="username"
          error={errors.email?.message}
          {...form.register('email', { setValueAs: (value: string) => value.trim() })}
        />
        <PasswordField
          label={t('password')}
          showLabel={t('showPassword')}
          autoComplete="current-password"
          error={errors.password?.message}
          {...form.register('password')}
        />
      </SignInCard>
    </PublicPage>
  )
}
