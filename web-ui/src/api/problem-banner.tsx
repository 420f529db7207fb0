import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/api/problem-text'
import { Banner } from '@/components/ui/banner'

export interface ProblemBannerProps {
  /** What was thrown; nothing is shown for null. */
  error: unknown
  /** `assertive` for the answer to what a person just did. */
  live?: 'polite' | 'assertive'
  /** Words for a failure that means something special here. */
  title?: string | undefined
  text?: string | undefined
  actions?: ReactNode
}

/** What did not work, and what to do. */
export function ProblemBanner({ error, live = 'polite', title, text, actions }: ProblemBannerProps) {
  const { t } = useTranslation()
  if (error === null) return null
  return (
    <Banner tone="danger" live={live} title={title ?? t('problem.title')} actions={actions}>
      {text ?? problemText(t, error)}
    </Banner>
  )
}
