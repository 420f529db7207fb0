import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/components/ui/icon-button'
import { cx } from '@/lib/cx'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the end, the main one last. */
  actions?: ReactNode
  /** Where the panel comes from: the middle of the page, its side, or (on phones too) its foot. */
  place?: 'centre' | 'side' | 'foot'
  width?: 'narrow' | 'wide'
  /** The content brings its own edges and scrolls itself. */
  flush?: boolean
}

const places = {
  centre:
    'inset-x-0 bottom-0 top-0 m-auto h-fit max-h-[calc(100dvh-2rem)] rounded-card animate-appear w-[calc(100%-2rem)]',
  side: 'inset-y-0 end-0 w-full max-w-md animate-slide-in-end',
  foot: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-card animate-appear',
}

/** A form begins at its first field; anything else at the panel itself, so that its title is read before its buttons. */
function focusFirstField(event: Event): void {
  event.preventDefault()
  const panel = event.currentTarget
  if (!(panel instanceof HTMLElement)) return
  const field = panel.querySelector<HTMLElement>('form input, form select, form textarea')
  if (field && !panel.hasAttribute('data-flush')) field.focus()
  else panel.focus()
}

/**
 * A modal panel: focus stays inside, Escape closes, focus returns to where it was. The veil is drawn without the primitive's Overlay,
 * whose scroll lock injects a style element that our content security policy refuses.
 */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  place = 'centre',
  width = 'narrow',
  flush = false,
}: DialogProps) {
  const { t } = useTranslation()
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <div aria-hidden className="fixed inset-0 z-(--z-dialog) bg-veil" />
        <Primitive.Content
          data-modal
          data-flush={flush || undefined}
          onOpenAutoFocus={focusFirstField}
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cx(
            'fixed z-(--z-dialog) flex flex-col outline-none border border-line bg-surface text-ink shadow-float',
            places[place],
            place === 'centre' && (width === 'wide' ? 'max-w-2xl' : 'max-w-md'),
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <Primitive.Title className="grow pt-2 text-title">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <IconButton icon={<X />} label={t('close')} className="-me-2" />
            </Primitive.Close>
          </header>
          <div
            className={cx(
              'flex min-h-0 flex-col',
              flush ? 'pb-[env(safe-area-inset-bottom)]' : 'gap-4 overflow-y-auto px-5 pt-1 pb-5',
            )}
          >
            {description && <Primitive.Description className="text-ink-muted">{description}</Primitive.Description>}
            {children}
          </div>
          {actions && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {actions}
            </footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
