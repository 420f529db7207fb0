import { Store } from '@/lib/store'

export interface Notice {
  id: number
  text: string
  tone: 'info' | 'success' | 'warning' | 'danger'
}

/** Short messages shown at the edge of the page for a few seconds. */
export const notices = new Store<readonly Notice[]>([])
/** What the page's one live region says. */
export const spoken = new Store<{ id: number; text: string }>({ id: 0, text: '' })

let lastId = 0
const SHOWN_MS = 6_000
const AT_ONCE = 3

/** Says something to assistive technology only. */
export function announce(text: string): void {
  lastId += 1
  spoken.set({ id: lastId, text })
}

/** Shows and says something; the oldest goes when there are too many. */
export function notify(text: string, tone: Notice['tone'] = 'info'): void {
  announce(text)
  const id = lastId
  notices.update((list) => [...list, { id, text, tone }].slice(-AT_ONCE))
  setTimeout(() => dismiss(id), SHOWN_MS)
}

export function dismiss(id: number): void {
  notices.update((list) => (list.some((notice) => notice.id === id) ? list.filter((notice) => notice.id !== id) : list))
}
