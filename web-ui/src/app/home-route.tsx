import { ConsultListPage } from '@/features/consults/consult-list-page'

export function HomeRoute() {
  return <ConsultListPage />
}
