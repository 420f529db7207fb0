import { useNavigate, useSearchParams } from 'react-router'
import { SignInPage } from '@/features/sign-in/sign-in-page'

/** Only a path of this application; anything else leads home. */
function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])[\w\-/]*$/.test(next) ? next : '/'
}

export function SignInRoute() {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  return <SignInPage onSignedIn={() => void navigate(safeNext(search.get('next')), { replace: true })} />
}
