import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '@/api/client'
import { queryKeys } from '@/api/query-keys'
import type { components } from '@/api/schema'

/** Somebody may be opening a link right now. */
const REFRESH_MS = 10_000

export const invitationsQuery = (consultId: string) =>
  queryOptions({
    queryKey: queryKeys.invitations(consultId),
    queryFn: ({ signal }) =>
      call('get', '/consults/{consult_id}/invitations', { path: { consult_id: consultId }, signal }),
    refetchInterval: REFRESH_MS,
  })

export interface CreateInvitation {
  request: components['schemas']['CreateInvitationRequest']
  /** Stays the same when the same form is sent again. */
  idempotencyKey: string
}

export function useCreateInvitation(consultId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: CreateInvitation) =>
      call('post', '/consults/{consult_id}/invitations', {
        path: { consult_id: consultId },
        body: request,
        idempotencyKey,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.invitations(consultId) }),
  })
}

export function useRevokeInvitation(consultId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (invitationId: string) =>
      call('post', '/consults/{consult_id}/invitations/{invitation_id}/revoke', {
        path: { consult_id: consultId, invitation_id: invitationId },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: queryKeys.invitations(consultId) }),
  })
}
