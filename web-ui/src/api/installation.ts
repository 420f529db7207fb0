import { queryOptions } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'

/** What a page may know before anybody signed in. */
export const installationQuery = queryOptions({
  queryKey: queryKeys.installation,
  queryFn: ({ signal }) => call('get', '/installation', { anonymous: true, signal }),
  staleTime: 60_000,
})
