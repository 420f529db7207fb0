import { useNavigate } from 'react-router'
import { SetupPage } from '@/features/sign-in/setup-page'

export function SetupRoute() {
  const navigate = useNavigate()
  return <SetupPage onSignedIn={() => void navigate('/', { replace: true })} />
}
