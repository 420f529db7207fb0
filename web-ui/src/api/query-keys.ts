/** Every cache key of the interface, so that who invalidates and who reads agree. */
export const queryKeys = {
  installation: ['installation'] as const,
  consults: ['consults'] as const,
  consult: (id: string) => ['consult', id] as const,
  invitations: (consultId: string) => ['consult', consultId, 'invitations'] as const,
  attendance: (consultId: string) => ['consult', consultId, 'attendance'] as const,
  users: ['users'] as const,
}
