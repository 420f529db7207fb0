import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { startI18n } from '@/lib/i18n'
import { JoinPage, type JoinPageProps, type Lookup } from './join-page'

const lookup: Lookup = {
  organisation_name: 'Saint-Antoine',
  inviter_name: 'Dr <script>alert(1)</script> Martin',
  title: 'Consult',
  locale: 'en',
  role_in_consult: 'relative',
  opens_at: '2026-01-01T10:00:00.000Z',
  known_device: false,
}

function show(more: Partial<JoinPageProps> = {}) {
  const onEnter = vi.fn(() => Promise.resolve())
  render(
    <JoinPage
      lookup={lookup}
      deviceCheck={null}
      bringing={{ camera: true, microphone: true }}
      onEnter={onEnter}
      {...more}
    />,
  )
  return { onEnter, user: userEvent.setup() }
}

describe('the join page', () => {
  beforeEach(() => startI18n('en', 'join', 'more'))

  it('says who invites, as text', () => {
    show()
    expect(screen.getByText(/Dr <script>alert\(1\)<\/script> Martin invites you/)).toBeInTheDocument()
  })

  it('enters with name and relation', async () => {
    const { onEnter, user } = show()
    await user.type(screen.getByLabelText('Your name'), '  Marie ')
    await user.type(screen.getByLabelText(/Your relation/), 'sister')
    await user.click(screen.getByRole('button', { name: 'Enter the consult' }))
    expect(onEnter).toHaveBeenCalledWith({ name: 'Marie', relation: 'sister' })
  })

  it('asks for a name before anything is sent', async () => {
    const { onEnter, user } = show()
    await user.click(screen.getByRole('button', { name: 'Enter the consult' }))
    expect(screen.getByLabelText('Your name')).toBeInvalid()
    expect(screen.getByLabelText('Your name')).toHaveFocus()
    expect(onEnter).not.toHaveBeenCalled()
  })

  it('hands the link on from a browser that knows no cameras', () => {
    show({ linkToCopy: 'https://hospital.example/j#secret' })
    expect(screen.getByLabelText('Your link')).toHaveValue('https://hospital.example/j#secret')
    expect(screen.getByRole('button', { name: 'Copy the link' })).toBeEnabled()
  })

  it('asks a patient for no relation', () => {
    show({ lookup: { ...lookup, role_in_consult: 'patient' } })
    expect(screen.queryByLabelText(/relation/)).toBeNull()
  })

  it.each([
    [false, false, 'Enter without camera or microphone'],
    [false, true, 'Enter with the microphone only'],
    [true, false, 'Enter without the microphone'],
  ])('says what entering will do with camera %s and microphone %s', (camera, microphone, name) => {
    show({ bringing: { camera, microphone } })
    expect(screen.getByRole('button', { name })).toBeEnabled()
  })

  it('says why entering failed and can be tried again', async () => {
    const { user } = show({ onEnter: () => Promise.reject(new Problem('offline', 0)) })
    await user.type(screen.getByLabelText('Your name'), 'Marie')
    await user.click(screen.getByRole('button', { name: 'Enter the consult' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The server does not answer.')
  })
})
