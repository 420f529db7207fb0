import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'
import type { components } from '@/api/schema'

export const usersQuery = infiniteQueryOptions({
  queryKey: queryKeys.users,
  queryFn: ({ pageParam, signal }) =>
    call('get', '/users', { query: pageParam === '' ? {} : { cursor: pageParam }, signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next_cursor,
})

export interface CreateUser {
  request: components['schemas']['CreateUserRequest']
  idempotencyKey: string
}

export function useCreateUser() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: CreateUser) => call('post', '/users', { body: request, idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.users }),
  })
}
