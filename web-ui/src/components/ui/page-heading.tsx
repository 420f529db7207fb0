import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

let firstPage = true

export interface PageHeadingProps {
  title: string
  /** Shown instead of the title, for example a longer one. */
  children?: ReactNode
  hidden?: boolean
}

/** The page's one h1. Names the window and, after a change of page, takes the focus so that the change is heard. */
export function PageHeading({ title, children, hidden = false }: PageHeadingProps) {
  const { t } = useTranslation()
  const heading = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    document.title = `${title} · ${t('product')}`
  }, [title, t])

  useEffect(() => {
    if (firstPage) firstPage = false
    else if (!document.activeElement || document.activeElement === document.body) heading.current?.focus()
  }, [])

  return (
    <h1 ref={heading} tabIndex={-1} className={hidden ? 'sr-only' : 'text-display outline-none wrap-anywhere'}>
      {children ?? title}
    </h1>
  )
}
