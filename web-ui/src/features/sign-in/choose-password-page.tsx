import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { SignInCard } from './sign-in-card'
import { call } from '@/api/client'
import { showFieldErrors } from '@/api/form-problems'
import { isProblem } from '@/api/problem'
import { becomeStaff } from '@/api/session'
import { Banner } from '@/components/ui/banner'
import { PageIntro } from '@/components/ui/page-intro'
import { PasswordField } from '@/components/ui/password-field'
import { PublicPage } from '@/components/ui/public-page'

export interface ChoosePasswordPageProps {
  /** The one-time token that stood in the link's fragment. */
  token: string
  onSignedIn: () => void
}

/** An invited colleague's first visit. */
export function ChoosePasswordPage({ token, onSignedIn }: ChoosePasswordPageProps) {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const [failure, setFailure] = useState<unknown>(null)
  const schema = z.object({ password: z.string().min(12, t('error.newPassword')).max(200) })
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '' } })
  const { errors, isSubmitting } = form.formState

  const submit = form.handleSubmit(async ({ password }) => {
    setFailure(null)
    try {
      becomeStaff(await call('post', '/auth/password/set', { body: { token, password }, anonymous: true }))
      onSignedIn()
    } catch (error) {
      if (!showFieldErrors(common, error, form.setError, ['password'])) setFailure(error)
    }
  })

  const gone = token === '' || isProblem(failure, 'gone')
  return (
    <PublicPage>
      <PageIntro title={t('choose.title')}>{gone ? null : t('choose.intro')}</PageIntro>
      {gone ? (
        <Banner tone="warning" live="polite" title={t('choose.gone')}>
          {t('choose.goneHelp')}
        </Banner>
      ) : (
        <SignInCard onSubmit={submit} busy={isSubmitting} problem={{ error: failure }} submitText={t('choose.submit')}>
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
