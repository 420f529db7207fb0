import { QueryClient } from '@tanstack/react-query'
import { isProblem } from '@/api/problem'

/** Only what was not decided is tried again. */
const RETRIES = 2

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => isProblem(error) && error.isTemporary && failures < RETRIES,
    },
    mutations: { retry: false },
  },
})
