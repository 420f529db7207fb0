import type { ReactNode } from 'react'
import { ProblemBanner, type ProblemBannerProps } from '@/api/problem-banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'

export interface SignInCardProps {
  onSubmit: () => Promise<void>
  busy: boolean
  /** What went wrong last time. */
  problem: Pick<ProblemBannerProps, 'error' | 'title' | 'text'>
  submitText: string
  /** The fields. */
  children: ReactNode
}

/** The form of every page that ends with somebody signed in. */
export function SignInCard({ onSubmit, busy, problem, submitText, children }: SignInCardProps) {
  return (
    <Card>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void onSubmit()
        }}
        className="flex flex-col gap-5"
      >
        <ProblemBanner {...problem} live="assertive" />
        {children}
        <Button type="submit" variant="primary" busy={busy}>
          {submitText}
        </Button>
      </form>
    </Card>
  )
}
