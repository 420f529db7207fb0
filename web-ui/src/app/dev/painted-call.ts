import { paintedDocument, paintedFeed } from '@/app/dev/painted-feed'
import { Store } from '@/lib/store'
import type { Call, CallEvent, CallView, Connection, Person } from '@/rtc/call'

export interface PaintedCallOptions {
  people: number
  screen: boolean
  longNames: boolean
  connection: Connection
  soundBlocked: boolean
}

const names = [
  'Dr Claire Martin',
  'Paul Durand',
  'Amina Benali',
  'Nguyễn Thị Lan',
  'Pr Émile Rousseau',
  'Sofia Kowalska',
  'Jean-Baptiste Lefèvre',
  'Fatou Diallo',
  'Michael O’Connor',
  'Inès García',
  'Dr Hélène Moreau',
  'Thomas Weber',
]
const LONG = 'Marie-Antoinette de La Rochefoucauld-Montbel'

/** A call without a server, to look at layouts with: people are drawn. Development builds only; no claim is tested against it. */
export class PaintedCall implements Call {
  readonly view: Store<CallView>
  readonly #listeners = new Set<(event: CallEvent) => void>()

  constructor(options: PaintedCallOptions) {
    const person = (index: number, isSelf: boolean): Person => ({
      id: isSelf ? 'self' : `p${index}`,
      name: options.longNames && index % 2 === 1 ? LONG : (names[index % names.length] ?? ''),
      isSelf,
      camera: index % 5 === 3 ? null : paintedFeed(`camera-${index}`, (index * 67) % 360),
      screen: options.screen && index === 1 ? paintedDocument('screen') : null,
      microphone: index % 3 === 2 ? 'muted' : 'on',
      speaking: index === 1,
      handRaisedAt: index === 4 ? 1 : null,
      quality: index === 6 ? 'poor' : 'good',
    })
    this.view = new Store<CallView>({
      connection: options.connection,
      self: person(0, true),
      others: Array.from({ length: Math.max(0, options.people - 1) }, (_, index) => person(index + 1, false)),
      speakerId: 'p1',
      soundBlocked: options.soundBlocked,
      microphoneSilenced: false,
      switching: { microphone: false, camera: false, screen: false },
      devices: {
        microphone: [{ id: 'm1', label: 'Micro interne' }],
        camera: [{ id: 'c1', label: 'Caméra HD' }],
        speaker: [{ id: 's1', label: 'Haut-parleurs' }],
      },
      chosen: { microphone: null, camera: null, speaker: null },
      wanted: { microphone: true, camera: true },
    })
  }

  readonly onEvent = (listener: (event: CallEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  setMicrophone(on: boolean): Promise<void> {
    return this.#self({ microphone: on ? 'on' : 'muted' })
  }

  setCamera(on: boolean): Promise<void> {
    return this.#self({ camera: on ? paintedFeed('camera-self', 0) : null })
  }

  setScreen(on: boolean): Promise<void> {
    return this.#self({ screen: on ? paintedDocument('screen-self') : null })
  }

  setHand(raised: boolean): void {
    void this.#self({ handRaisedAt: raised ? Date.now() : null })
  }

  chooseDevice(): Promise<void> {
    return Promise.resolve()
  }

  resumeSound(): Promise<void> {
    this.view.update((view) => ({ ...view, soundBlocked: false }))
    return Promise.resolve()
  }

  leave(): Promise<void> {
    this.view.update((view) => ({ ...view, connection: { kind: 'over', reason: 'left' } }))
    return Promise.resolve()
  }

  #self(part: Partial<Person>): Promise<void> {
    this.view.update((view) => ({ ...view, self: { ...view.self, ...part } }))
    return Promise.resolve()
  }
}
