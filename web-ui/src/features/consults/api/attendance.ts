import { queryOptions } from '@tanstack/react-query'
import { call, download } from '@/api/client'
import { queryKeys } from '@/api/query-keys'

const REFRESH_MS = 10_000

export const attendanceQuery = (consultId: string) =>
  queryOptions({
    queryKey: queryKeys.attendance(consultId),
    queryFn: ({ signal }) =>
      call('get', '/consults/{consult_id}/attendance', { path: { consult_id: consultId }, signal }),
    refetchInterval: REFRESH_MS,
  })

export function downloadAttendance(consultId: string): Promise<Blob> {
  return download('/consults/{consult_id}/attendance', { path: { consult_id: consultId } }, 'text/csv')
}
