import { useCallback, useState } from 'react'
import type { Size } from '@/lib/grid-layout'

/** The inner size of an element, kept current. Give the function as `ref`. */
export function useElementSize(): [(element: HTMLElement | null) => (() => void) | undefined, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined
    const measure = () => {
      const next = { width: element.clientWidth, height: element.clientHeight }
      setSize((now) => (now.width === next.width && now.height === next.height ? now : next))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}
