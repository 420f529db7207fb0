import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemBanner } from '@/api/problem-banner'
import type { components } from '@/api/schema'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyField } from '@/components/ui/copy-field'
import { TextField } from '@/components/ui/field'
import { PageHeading } from '@/components/ui/page-heading'
import { PublicPage } from '@/components/ui/public-page'
import { formatMomentInWords } from '@/lib/format'
import { JoinHelp } from './join-help'

export type Lookup = components['schemas']['LookupView']

export interface JoinPageProps {
  lookup: Lookup
  /** The camera and microphone check. */
  deviceCheck: ReactNode
  /** What entering now would bring along. */
  bringing: { camera: boolean; microphone: boolean }
  /** The address of this page where it has to be opened in another browser, one that knows cameras. */
  linkToCopy?: string | null
  /** Resolves when the person is in; throws a Problem otherwise. */
  onEnter: (who: { name: string; relation: string }) => Promise<void>
}

/** Roles whose relation to the patient is worth saying. */
const RELATED: readonly Lookup['role_in_consult'][] = ['relative', 'guardian']

/** Offered, not imposed: families are of every shape. */
const suggested = ['parent', 'partner', 'child', 'sibling', 'carer', 'friend'] as const

/** Who invites, who one is, how one looks and sounds, then one button. */
export function JoinPage({ lookup, deviceCheck, bringing, linkToCopy = null, onEnter }: JoinPageProps) {
  const { t } = useTranslation('joining')
  const { t: common } = useTranslation()
  const [name, setName] = useState(lookup.name ?? '')
  const [relation, setRelation] = useState(lookup.relation ?? '')
  const [errors, setErrors] = useState<{ name?: string; relation?: string }>({})
  const [failure, setFailure] = useState<unknown>(null)
  const [entering, setEntering] = useState(false)
  const asksRelation = RELATED.includes(lookup.role_in_consult)

  const submit = async (form: HTMLFormElement) => {
    const found: typeof errors = {}
    if (name.trim() === '') found.name = t('you.nameNeeded')
    else if (Array.from(name.trim()).length > 80) found.name = t('you.nameTooLong')
    if (Array.from(relation.trim()).length > 40) found.relation = t('you.relationTooLong')
    setErrors(found)
    setFailure(null)
    const wrong = found.name ? 'name' : found.relation ? 'relation' : null
    if (wrong) {
      const field = form.elements.namedItem(wrong)
      if (field instanceof HTMLElement) field.focus()
      return
    }
    setEntering(true)
    try {
      await onEnter({ name: name.trim(), relation: asksRelation ? relation.trim() : '' })
    } catch (error) {
      setFailure(error)
      setEntering(false)
    }
  }

  const enterText = bringing.camera
    ? bringing.microphone
      ? t('enter')
      : t('enterVideo')
    : bringing.microphone
      ? t('enterAudio')
      : t('enterWithout')

  return (
    <PublicPage organisation={lookup.organisation_name} footer={<JoinHelp />}>
      <div className="flex flex-col gap-1">
        <PageHeading title={t('title')} />
        <p className="text-lead text-ink-muted wrap-anywhere">{t('invites', { name: lookup.inviter_name })}</p>
        <p className="tabular text-ink-muted">
          {t('opened', { when: formatMomentInWords(lookup.opens_at) })}{' '}
          {t('role.as', { role: common(`role.${lookup.role_in_consult}`) })}
        </p>
      </div>
      {linkToCopy !== null && (
        <Card className="flex flex-col gap-3 p-5">
          <h2 className="font-semibold">{t('inApp.title')}</h2>
          <p>{t('inApp.text')}</p>
          <CopyField
            label={t('inApp.link')}
            value={linkToCopy}
            copyText={t('inApp.copy')}
            copiedText={common('copied')}
          />
        </Card>
      )}
      {lookup.known_device && <Banner tone="info" title={t('welcomeBack')} />}
      <section aria-label={t('devices')}>{deviceCheck}</section>
      <Card>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            if (!entering) void submit(event.currentTarget)
          }}
          className="flex flex-col gap-5"
        >
          <TextField
            label={t('you.name')}
            help={t('you.nameHelp')}
            name="name"
            autoComplete="name"
            value={name}
            error={errors.name}
            onChange={(event) => setName(event.target.value)}
          />
          {asksRelation && (
            <TextField
              label={t('you.relation')}
              optionalText={common('optional')}
              name="relation"
              autoComplete="off"
              suggestions={suggested.map((each) => t(`relations.${each}`))}
              value={relation}
              error={errors.relation}
              onChange={(event) => setRelation(event.target.value)}
            />
          )}
          <ProblemBanner error={failure} live="assertive" />
          <Button
            type="submit"
            variant={bringing.camera || bringing.microphone ? 'primary' : 'secondary'}
            size="large"
            busy={entering}
          >
            {enterText}
          </Button>
          <p className="-mt-2 text-center text-caption text-ink-muted">{t('enterHelp')}</p>
        </form>
      </Card>
    </PublicPage>
  )
}
