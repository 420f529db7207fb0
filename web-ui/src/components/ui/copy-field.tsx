import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { controlClass, Field } from '@/components/ui/field'
import { announce } from '@/lib/notices'

export interface CopyFieldProps {
  label: string
  value: string
  copyText: string
  copiedText: string
}

/** A text to hand on: shown, selected on focus, copied by one press. */
export function CopyField({ label, value, copyText, copiedText }: CopyFieldProps) {
  const [copied, setCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 4_000)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
    } catch {
      // Without a secure context there is no clipboard: select it, so that the person can copy by keyboard.
      input.current?.focus()
      input.current?.select()
      return
    }
    setCopied(true)
    announce(copiedText)
  }

  return (
    <Field label={label}>
      {(control) => (
        <div className="flex flex-wrap gap-2">
          <input
            {...control}
            ref={input}
            readOnly
            value={value}
            onFocus={(event) => event.target.select()}
            className={controlClass + ' min-w-0 flex-1 basis-48 text-caption'}
          />
          <Button
            variant="primary"
            icon={copied ? <Check aria-hidden className="size-5" /> : <Copy aria-hidden className="size-5" />}
            onClick={() => void copy()}
          >
            {copied ? copiedText : copyText}
          </Button>
        </div>
      )}
    </Field>
  )
}
