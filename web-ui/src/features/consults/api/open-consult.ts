import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'

export interface OpenConsult {
  title: string
  /** Stays the same when the same form is sent again. */
  idempotencyKey: string
}

export function useOpenConsult() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ title, idempotencyKey }: OpenConsult) =>
      call('post', '/consults', { body: title === '' ? {} : { title }, idempotencyKey }),
    onSuccess: (consult) => {
      queries.setQueryData(queryKeys.consult(consult.id), consult)
      return queries.invalidateQueries({ queryKey: queryKeys.consults })
    },
  })
}
