import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'

/** A list stays open all morning on a desk; the live state of each consult should be right within a few seconds. */
const REFRESH_MS = 5_000

export const consultsQuery = infiniteQueryOptions({
  queryKey: queryKeys.consults,
  queryFn: ({ pageParam, signal }) =>
    call('get', '/consults', { query: pageParam === '' ? {} : { cursor: pageParam }, signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: REFRESH_MS,
})
