import { NotFoundPage } from '@/app/not-found-page'

export function GuestApp() {
  return <NotFoundPage />
}
