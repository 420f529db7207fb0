import { useSyncExternalStore } from 'react'
import type { Store } from '@/lib/store'

export function useStore<T>(store: Pick<Store<T>, 'subscribe' | 'snapshot'>): T {
  return useSyncExternalStore(store.subscribe, store.snapshot)
}
