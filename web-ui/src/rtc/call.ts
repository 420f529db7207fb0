import type { Store } from '@/lib/store'
import type { VideoFeed } from '@/lib/video-feed'
import type { DeviceProblem } from '@/rtc/device-problem'
import type { DeviceKind, DeviceLists } from '@/rtc/devices'

/** Why a call is over, or did not begin. */
export type OverReason =
  | 'left'
  /** The lead took this person out. */
  | 'removed'
  /** The consult was ended for everybody. */
  | 'ended'
  /** The same person joined from another place. */
  | 'elsewhere'
  /** The connection broke and did not come back. */
  | 'lost'
  /** The server did not accept the token. */
  | 'refused'
  /** The media server could not be reached at all. */
  | 'unreachable'

export type Connection =
  { kind: 'connecting' } | { kind: 'connected' } | { kind: 'reconnecting' } | { kind: 'over'; reason: OverReason }

export type Quality = 'unknown' | 'good' | 'poor' | 'lost'

export interface Person {
  /** The identity in the room, which is the participant's ref in the API. */
  readonly id: string
  readonly name: string
  readonly isSelf: boolean
  readonly camera: VideoFeed | null
  readonly screen: VideoFeed | null
  /** `none`: nothing is published, so there is nothing to hear or to mute. */
  readonly microphone: 'on' | 'muted' | 'none'
  readonly speaking: boolean
  /** Milliseconds since the epoch, or null. */
  readonly handRaisedAt: number | null
  readonly quality: Quality
}

export interface CallView {
  readonly connection: Connection
  readonly self: Person
  /** Everybody else, in order of arrival. */
  readonly others: readonly Person[]
  /** Who spoke last and long enough; null while nobody did. */
  readonly speakerId: string | null
  /** The browser waits for a tap before it plays sound. */
  readonly soundBlocked: boolean
  /** The own microphone is open, but its hardware or the system keeps it silent. */
  readonly microphoneSilenced: boolean
  /** What is being switched right now. */
  readonly switching: Readonly<Record<'microphone' | 'camera' | 'screen', boolean>>
  readonly devices: DeviceLists
  readonly chosen: Readonly<Record<DeviceKind, string | null>>
  /** What the person wants to be on, whatever the connection does; a call that begins again begins with it. */
  readonly wanted: Readonly<Record<'microphone' | 'camera', boolean>>
}

/** Things that happen once and are told, not shown. */
export type CallEvent =
  | { kind: 'joined'; id: string; name: string }
  | { kind: 'left'; id: string; name: string }
  | { kind: 'hand-raised'; id: string; name: string }
  | { kind: 'sharing'; id: string; name: string; on: boolean }
  | { kind: 'silenced-by-lead'; source: 'microphone' | 'camera' | 'screen' }
  | { kind: 'device-failed'; device: 'microphone' | 'camera' | 'screen'; problem: DeviceProblem }

/** A call as the interface sees it: one view to read, commands to give. Commands never throw; what fails is told as an event. */
export interface Call {
  readonly view: Pick<Store<CallView>, 'subscribe' | 'snapshot'>
  onEvent(listener: (event: CallEvent) => void): () => void
  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  setScreen(on: boolean): Promise<void>
  setHand(raised: boolean): void
  chooseDevice(kind: DeviceKind, id: string): Promise<void>
  /** Call from a tap or a key press. */
  resumeSound(): Promise<void>
  leave(): Promise<void>
}
