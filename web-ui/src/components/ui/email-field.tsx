import { TextField, type TextFieldProps } from '@/components/ui/field'

/** An address as phones should type it: no capitals, no corrections. */
export function EmailField(props: Omit<TextFieldProps, 'type' | 'inputMode' | 'autoCapitalize' | 'spellCheck'>) {
  return <TextField {...props} type="email" inputMode="email" autoCapitalize="none" spellCheck={false} />
}
