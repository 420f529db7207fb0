import type { ReactNode } from 'react'
import { Check } from 'lucide-react'
import { DropdownMenu as Primitive } from 'radix-ui'
import { cx } from '@/lib/cx'

export type MenuItem =
  | {
      kind: 'action'
      label: string
      icon?: ReactNode
      tone?: 'plain' | 'danger'
      disabled?: boolean
      onSelect: () => void
    }
  | { kind: 'choice'; icon?: ReactNode; label: string; checked: boolean; onSelect: () => void }
  | { kind: 'heading'; label: string }
  | { kind: 'line' }

export interface MenuProps {
  /** The button that opens it; must take a ref and props. */
  trigger: ReactNode
  items: readonly MenuItem[]
  side?: 'top' | 'bottom'
  align?: 'start' | 'center' | 'end'
}

const row =
  'flex min-h-11 w-full cursor-pointer items-center gap-3 rounded-small px-3 py-2 outline-none select-none ' +
  'data-disabled:opacity-50 data-highlighted:bg-sunken [&>svg]:size-5 [&>svg]:shrink-0'

export function Menu({ trigger, items, side = 'bottom', align = 'end' }: MenuProps) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          align={align}
          sideOffset={8}
          collisionPadding={8}
          className="z-(--z-menu) max-h-(--radix-dropdown-menu-content-available-height) min-w-52 animate-appear overflow-y-auto rounded-card border border-line bg-surface p-1.5 text-ink shadow-float"
        >
          {items.map((item, index) => {
            switch (item.kind) {
              case 'line':
                return <Primitive.Separator key={index} className="mx-2 my-1.5 h-px bg-line" />
              case 'heading':
                return (
                  <Primitive.Label key={index} className="px-3 pt-2 pb-1 text-caption text-ink-muted">
                    {item.label}
                  </Primitive.Label>
                )
              case 'choice':
                return (
                  <Primitive.CheckboxItem key={index} checked={item.checked} onSelect={item.onSelect} className={row}>
                    {item.icon}
                    <span className="grow">{item.label}</span>
                    <Primitive.ItemIndicator>
                      <Check aria-hidden className="size-5 text-accent-ink" />
                    </Primitive.ItemIndicator>
                  </Primitive.CheckboxItem>
                )
              case 'action':
                return (
                  <Primitive.Item
                    key={index}
                    disabled={item.disabled ?? false}
                    onSelect={item.onSelect}
                    className={cx(row, item.tone === 'danger' && 'text-danger-ink')}
                  >
                    {item.icon}
                    {item.label}
                  </Primitive.Item>
                )
            }
          })}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
