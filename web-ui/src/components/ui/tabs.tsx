import type { ReactNode } from 'react'
import { Tabs as Primitive } from 'radix-ui'

export interface Tab {
  value: string
  label: ReactNode
  content: ReactNode
}

export interface TabsProps {
  label: string
  tabs: readonly Tab[]
  value?: string
  onValueChange?: (value: string) => void
}

export function Tabs({ label, tabs, value, onValueChange }: TabsProps) {
  const first = tabs[0]?.value
  return (
    <Primitive.Root
      {...(value === undefined ? (first === undefined ? {} : { defaultValue: first }) : { value })}
      {...(onValueChange ? { onValueChange } : {})}
    >
      <Primitive.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line pb-px">
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px min-h-11 shrink-0 rounded-t-control border-b-2 border-transparent px-4 font-medium text-ink-muted transition-colors duration-150 hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map((tab) => (
        <Primitive.Content key={tab.value} value={tab.value} className="pt-5 focus-visible:outline-offset-4">
          {tab.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}
