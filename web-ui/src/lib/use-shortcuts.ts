import { useEffect, useRef } from 'react'

/** Whether a key press belongs to the element that has it: typing, choosing, or anything in an open dialog or menu. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  )
}

/** Single-key shortcuts for as long as the component is shown and `enabled`. Keys are lower-case letters, digits or "?". */
export function useShortcuts(keys: Readonly<Record<string, () => void>>, enabled: boolean): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    if (!enabled) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
      const act = current.current[event.key.toLowerCase()]
      if (!act || isTaken(event)) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [enabled])
}
