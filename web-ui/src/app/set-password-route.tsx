import { useState } from 'react'
import { useNavigate } from 'react-router'
import { takeFragmentSecret } from '@/app/fragment-secret'
import { ChoosePasswordPage } from '@/features/sign-in/choose-password-page'

// Read when the module is loaded, that is once per page: rendering must not have side effects.
const token = takeFragmentSecret()

export function SetPasswordRoute() {
  const navigate = useNavigate()
  const [kept] = useState(token)
  return <ChoosePasswordPage token={kept} onSignedIn={() => void navigate('/', { replace: true })} />
}
