import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { MemoryRouter } from 'react-router'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { session } from '@/api/session'
import { startI18n } from '@/lib/i18n'
import { SignInPage } from './sign-in-page'

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  })

function show(login: () => Response) {
  const requests: { url: string; body: unknown }[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (url.endsWith('/installation')) {
      return Promise.resolve(
        json(200, { organisation_name: 'Saint-Antoine', default_locale: 'fr', needs_first_administrator: false }),
      )
    }
    requests.push({ url, body: JSON.parse(init.body as string) })
    return Promise.resolve(login())
  })
  const onSignedIn = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <SignInPage onSignedIn={onSignedIn} />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  return { requests, onSignedIn, user: userEvent.setup() }
}

describe('the sign-in page', () => {
  beforeEach(async () => {
    await startI18n('en', 'join', 'more')
    session.set({ kind: 'nobody' })
  })

  it('sends what was typed and keeps the token in memory', async () => {
    const { requests, onSignedIn, user } = show(() =>
      json(200, { access_token: 'T', expires_in: 600, user: { display_name: 'Dr Martin' } }),
    )
    await user.type(screen.getByLabelText('E-mail address'), ' claire@hospital.example ')
    await user.type(screen.getByLabelText('Password'), 'correct horse')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalled())
    expect(requests).toEqual([
      { url: '/api/v1/auth/login', body: { email: 'claire@hospital.example', password: 'correct horse' } },
    ])
    expect(session.snapshot()).toMatchObject({ kind: 'staff', token: 'T' })
    expect(JSON.stringify(localStorage)).not.toContain('"T"')
  })

  it('says what is missing at its field and sends nothing', async () => {
    const { requests, user } = show(() => json(500, {}))
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByText(/Enter a complete e-mail address/)).toBeInTheDocument()
    expect(screen.getByLabelText('E-mail address')).toBeInvalid()
    expect(screen.getByLabelText('Password')).toHaveAccessibleDescription('Enter your password.')
    expect(requests).toEqual([])
  })

  it('says one same thing for an unknown account and a wrong password', async () => {
    const { onSignedIn, user } = show(() => json(401, { type: '/problems/unauthenticated', status: 401 }))
    await user.type(screen.getByLabelText('E-mail address'), 'claire@hospital.example')
    await user.type(screen.getByLabelText('Password'), 'wrong')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The address or the password is not right.')
    expect(onSignedIn).not.toHaveBeenCalled()
  })

  it('says when the server is not there', async () => {
    const { user } = show(() => {
      throw new TypeError('Failed to fetch')
    })
    await user.type(screen.getByLabelText('E-mail address'), 'claire@hospital.example')
    await user.type(screen.getByLabelText('Password'), 'x')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer.')
  })
})
