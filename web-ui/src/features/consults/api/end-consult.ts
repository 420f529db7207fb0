import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'

export function useEndConsult(consultId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => call('post', '/consults/{consult_id}/end', { path: { consult_id: consultId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.consults }),
  })
}
