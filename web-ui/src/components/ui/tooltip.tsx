import type { ReactNode } from 'react'
import { Tooltip as Primitive } from 'radix-ui'

export interface TooltipProps {
  text: string
  children: ReactNode
  side?: 'top' | 'bottom' | 'left' | 'right'
}

/** Shows what a control is called or its key, on hover and on focus; never the only place of an information. */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  return (
    <Primitive.Provider delayDuration={350}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            side={side}
            sideOffset={8}
            collisionPadding={8}
            className="z-(--z-menu) animate-appear rounded-small bg-ink px-2.5 py-1 text-caption text-page"
          >
            {text}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  )
}
