import { QueryClientProvider } from '@tanstack/react-query'
import { queries } from '@/app/queries'
import { Router } from '@/app/router'

export function StaffApp() {
  return (
    <QueryClientProvider client={queries}>
      <Router />
    </QueryClientProvider>
  )
}
