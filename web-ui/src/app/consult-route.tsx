import { useParams } from 'react-router'
import { ConsultPage } from '@/features/consults/consult-page'

export function ConsultRoute() {
  const { consultId = '' } = useParams()
  return <ConsultPage key={consultId} consultId={consultId} />
}
