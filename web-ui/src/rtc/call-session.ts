import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality,
  DisconnectReason,
  Room,
  RoomEvent,
  Track,
  type LocalTrackPublication,
  type Participant,
  type RemoteParticipant,
  type RemoteTrack,
  type TrackPublication,
} from 'livekit-client'
import { Store } from '@/lib/store'
import type { VideoFeed } from '@/lib/video-feed'
import type { Call, CallEvent, CallView, OverReason, Person, Quality } from '@/rtc/call'
import { Comeback, type Attempt } from '@/rtc/comeback'
import type { DeviceChoice } from '@/rtc/device-check'
import { deviceProblemOf } from '@/rtc/device-problem'
import { browserKinds, listDevices, noDevices, onDevicesChanged, rememberDevice, type DeviceKind } from '@/rtc/devices'
import { HAND_TOPIC, readHand, writeHand } from '@/rtc/hand-message'
import { roomOptions } from '@/rtc/media-options'
import { nextSpeaker, type SpeakerChoice } from '@/rtc/speaker-choice'

export interface CallAccess {
  url: string
  token: string
  /** Shown for oneself until the server has answered. */
  name: string
  selfId: string
}

/** The way into a call: access, why there is none any more, or null when nobody answers just now. */
export type RenewAccess = () => Promise<Pick<CallAccess, 'url' | 'token'> | OverReason | null>

type Source = 'microphone' | 'camera' | 'screen'

const sources: Record<Source, Track.Source> = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
}

/**
 * A call through the media server. Turns the client library's mutable objects and many events into one immutable view, rebuilt on every
 * event; people whose picture did not change stay the same objects, so that only what changed renders.
 */
export class CallSession implements Call {
  readonly view: Store<CallView>
  readonly #renew: RenewAccess
  readonly #comeback: Comeback
  readonly #listeners = new Set<(event: CallEvent) => void>()
  readonly #feeds = new WeakMap<Track, VideoFeed>()
  readonly #hands = new Map<string, number>()
  readonly #watched = new WeakSet<MediaStreamTrack>()
  readonly #forgetDeviceChanges: () => void
  /** Another one when the call was begun anew. */
  #room = new Room(roomOptions)
  #speaker: SpeakerChoice = { id: null, sinceMillis: 0 }
  #ownMutes = new Set<Source>()
  #leaving = false

  constructor(access: CallAccess, choice: DeviceChoice, renew: RenewAccess) {
    this.#renew = renew
    this.#comeback = new Comeback({
      attempt: () => this.#beginAnew(),
      over: (reason) => this.#over(reason),
      schedule: (run, millis) => {
        const timer = setTimeout(run, millis)
        return () => clearTimeout(timer)
      },
      random: Math.random,
    })
    const self: Person = {
      id: access.selfId,
      name: access.name,
      isSelf: true,
      camera: null,
      screen: null,
      microphone: 'none',
      speaking: false,
      handRaisedAt: null,
      quality: 'unknown',
    }
    this.view = new Store<CallView>({
      connection: { kind: 'connecting' },
      self,
      others: [],
      speakerId: null,
      soundBlocked: false,
      microphoneSilenced: false,
      switching: { microphone: false, camera: false, screen: false },
      devices: noDevices,
      chosen: choice.ids,
      wanted: { microphone: choice.microphoneOn, camera: choice.cameraOn },
    })
    this.#forgetDeviceChanges = onDevicesChanged(() => void this.#readDevices())
    this.#listen(this.#room)
    void this.#begin(access)
  }

  readonly onEvent = (listener: (event: CallEvent) => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#switch('microphone', on, () => {
      const id = this.view.snapshot().chosen.microphone
      return this.#room.localParticipant.setMicrophoneEnabled(on, id ? { deviceId: { ideal: id } } : undefined)
    })
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#switch('camera', on, () => {
      const id = this.view.snapshot().chosen.camera
      return this.#room.localParticipant.setCameraEnabled(on, id ? { deviceId: { ideal: id } } : undefined)
    })
  }

  async setScreen(on: boolean): Promise<void> {
    await this.#switch('screen', on, () => this.#room.localParticipant.setScreenShareEnabled(on, { audio: true }))
  }

  setHand(raised: boolean): void {
    const { self } = this.view.snapshot()
    if (raised) this.#hands.set(self.id, Date.now())
    else this.#hands.delete(self.id)
    this.#sendHand(raised)
    this.#refresh()
  }

  async chooseDevice(kind: DeviceKind, id: string): Promise<void> {
    rememberDevice(kind, id)
    this.view.update((view) => ({ ...view, chosen: { ...view.chosen, [kind]: id } }))
    try {
      await this.#room.switchActiveDevice(browserKinds[kind], id)
    } catch (error) {
      if (kind !== 'speaker') this.#tell({ kind: 'device-failed', device: kind, problem: deviceProblemOf(error) })
    }
    this.#refresh()
  }

  async resumeSound(): Promise<void> {
    try {
      await this.#room.startAudio()
    } catch {
      // Still blocked: the view keeps asking for a tap.
    }
    this.#refresh()
  }

  async leave(): Promise<void> {
    this.#leaving = true
    this.#comeback.stop()
    await this.#room.disconnect(true)
    this.#over('left')
  }

  async #begin(access: CallAccess): Promise<void> {
    try {
      await this.#room.connect(access.url, access.token, { autoSubscribe: true })
    } catch (error) {
      this.#over(this.#leaving ? 'left' : reasonOfFailure(error))
      return
    }
    await this.#onEntered()
  }

  /** Everything that a call begins with once the connection is there. */
  async #onEntered(): Promise<void> {
    this.#connection({ kind: 'connected' })
    void this.#readDevices()
    const { chosen, wanted } = this.view.snapshot()
    if (chosen.speaker) this.#room.switchActiveDevice('audiooutput', chosen.speaker).catch(() => undefined)
    // One after the other: the server answers publications in the order they are announced.
    if (wanted.microphone) await this.setMicrophone(true)
    if (wanted.camera) await this.setCamera(true)
  }

  /** In place of a connection that is beyond repair, as the same person and with the same devices. */
  async #beginAnew(): Promise<Attempt> {
    const access = await this.#renew()
    if (access === null || typeof access === 'string') return access ?? 'later'
    const broken = this.#room
    const room = new Room(roomOptions)
    this.#room = room
    this.#listen(room)
    await broken.disconnect(true).catch(() => undefined)
    if (this.#leaving) return 'left'
    // What was under way went down with the old connection.
    this.view.update((view) => ({ ...view, switching: { microphone: false, camera: false, screen: false } }))
    try {
      await room.connect(access.url, access.token, { autoSubscribe: true })
    } catch (error) {
      const reason = reasonOfFailure(error)
      return reason === 'unreachable' || reason === 'lost' ? 'later' : reason
    }
    void this.#onEntered()
    if (this.#hands.has(this.view.snapshot().self.id)) this.#sendHand(true)
    return 'back'
  }

  #listen(room: Room): void {
    const refresh = () => this.#refresh()
    for (const event of [
      RoomEvent.TrackPublished,
      RoomEvent.TrackUnpublished,
      RoomEvent.TrackUnmuted,
      RoomEvent.TrackStreamStateChanged,
      RoomEvent.LocalTrackUnpublished,
      RoomEvent.ConnectionQualityChanged,
      RoomEvent.ParticipantNameChanged,
      RoomEvent.AudioPlaybackStatusChanged,
      RoomEvent.ActiveSpeakersChanged,
    ] as const) {
      room.on(event, refresh)
    }
    room
      .on(RoomEvent.TrackSubscribed, (track, publication, participant) => {
        if (track.kind === Track.Kind.Audio) track.attach()
        if (publication.source === Track.Source.ScreenShare) {
          this.#tell({ kind: 'sharing', id: participant.identity, name: nameOf(participant), on: true })
        }
        refresh()
      })
      .on(RoomEvent.TrackUnsubscribed, (track: RemoteTrack, publication, participant) => {
        for (const element of track.detach()) element.remove()
        if (publication.source === Track.Source.ScreenShare) {
          this.#tell({ kind: 'sharing', id: participant.identity, name: nameOf(participant), on: false })
        }
        refresh()
      })
      .on(RoomEvent.TrackMuted, (publication: TrackPublication, participant: Participant) => {
        if (participant === room.localParticipant) this.#onOwnMute(publication)
        refresh()
      })
      .on(RoomEvent.LocalTrackPublished, (publication: LocalTrackPublication) => {
        this.#watch(publication)
        refresh()
      })
      .on(RoomEvent.ParticipantConnected, (participant: RemoteParticipant) => {
        this.#tell({ kind: 'joined', id: participant.identity, name: nameOf(participant) })
        // Whoever comes later has to learn that this hand is up.
        if (this.#hands.has(this.view.snapshot().self.id)) this.#sendHand(true, participant.identity)
        refresh()
      })
      .on(RoomEvent.ParticipantDisconnected, (participant: RemoteParticipant) => {
        this.#hands.delete(participant.identity)
        this.#tell({ kind: 'left', id: participant.identity, name: nameOf(participant) })
        refresh()
      })
      .on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
        if (topic === HAND_TOPIC && participant) this.#onHand(participant, payload)
      })
      .on(RoomEvent.SignalReconnecting, () => this.#onReconnecting(room))
      .on(RoomEvent.Reconnecting, () => this.#onReconnecting(room))
      .on(RoomEvent.Reconnected, () => {
        if (room !== this.#room) return
        this.#comeback.recovered()
        this.#connection({ kind: 'connected' })
        if (this.#hands.has(this.view.snapshot().self.id)) this.#sendHand(true)
      })
      .on(RoomEvent.Disconnected, (reason) => {
        if (room === this.#room && this.view.snapshot().connection.kind !== 'connecting') {
          this.#onDisconnected(this.#leaving ? 'left' : reasonOfDisconnect(reason))
        }
      })
  }

  #onReconnecting(room: Room): void {
    if (room !== this.#room) return
    this.#comeback.watch()
    this.#connection({ kind: 'reconnecting' })
  }

  #onDisconnected(reason: OverReason): void {
    if (reason === 'lost') {
      this.#connection({ kind: 'reconnecting' })
      this.#comeback.begin()
    } else {
      this.#over(reason)
    }
  }

  async #switch(source: Source, on: boolean, act: () => Promise<unknown>): Promise<void> {
    if (this.view.snapshot().switching[source]) return
    this.#switching(source, true)
    if (!on) this.#ownMutes.add(source)
    this.#want(source, on)
    try {
      await act()
    } catch (error) {
      // With the connection gone it says nothing of the device, and the wish is carried out when the call is begun anew.
      if (this.view.snapshot().connection.kind !== 'connected') return
      this.#want(source, false)
      const problem = deviceProblemOf(error)
      // Closing the browser's own chooser is an answer, not a failure.
      const cancelled = source === 'screen' && (problem === 'denied' || problem === 'dismissed')
      if (on && !cancelled) this.#tell({ kind: 'device-failed', device: source, problem })
    } finally {
      this.#ownMutes.delete(source)
      this.#switching(source, false)
      this.#refresh()
    }
  }

  #onOwnMute(publication: TrackPublication): void {
    for (const source of Object.keys(sources) as Source[]) {
      if (publication.source === sources[source] && !this.#ownMutes.has(source)) {
        this.#want(source, false)
        this.#tell({ kind: 'silenced-by-lead', source })
      }
    }
  }

  /** Notices when a headset's own button or the system silences the microphone. */
  #watch(publication: LocalTrackPublication): void {
    const track = publication.track?.mediaStreamTrack
    if (publication.source !== Track.Source.Microphone || !track || this.#watched.has(track)) return
    this.#watched.add(track)
    track.addEventListener('mute', () => this.#refresh())
    track.addEventListener('unmute', () => this.#refresh())
  }

  #onHand(participant: RemoteParticipant, payload: Uint8Array): void {
    const raised = readHand(payload)
    if (raised === null) return
    const wasRaised = this.#hands.has(participant.identity)
    if (raised && !wasRaised) {
      this.#hands.set(participant.identity, Date.now())
      this.#tell({ kind: 'hand-raised', id: participant.identity, name: nameOf(participant) })
    } else if (!raised) {
      this.#hands.delete(participant.identity)
    }
    this.#refresh()
  }

  #sendHand(raised: boolean, to?: string): void {
    this.#room.localParticipant
      .publishData(writeHand(raised), {
        reliable: true,
        topic: HAND_TOPIC,
        ...(to === undefined ? {} : { destinationIdentities: [to] }),
      })
      .catch(() => undefined)
  }

  async #readDevices(): Promise<void> {
    try {
      const devices = await listDevices()
      this.view.update((view) => ({ ...view, devices }))
    } catch {
      // A browser that refuses to list only hides the choice.
    }
  }

  #refresh(): void {
    const room = this.#room
    if (this.view.snapshot().connection.kind === 'over') return
    const active = room.activeSpeakers.filter((each) => !each.isLocal).map((each) => each.identity)
    this.#speaker = nextSpeaker(this.#speaker, active, Date.now())
    this.view.update((view) => {
      const known = new Map(view.others.map((person) => [person.id, person]))
      const others = [...room.remoteParticipants.values()]
        .sort((a, b) => (a.joinedAt?.getTime() ?? 0) - (b.joinedAt?.getTime() ?? 0))
        .map((participant) => keepIfSame(known.get(participant.identity), this.#personOf(participant)))
      const self = room.localParticipant.identity === '' ? view.self : this.#personOf(room.localParticipant)
      const track = room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track?.mediaStreamTrack
      return {
        ...view,
        self: keepIfSame(view.self, { ...self, name: self.name || view.self.name }),
        others: sameItems(view.others, others) ? view.others : others,
        speakerId: others.some((person) => person.id === this.#speaker.id) ? this.#speaker.id : null,
        soundBlocked: !room.canPlaybackAudio,
        microphoneSilenced: room.localParticipant.isMicrophoneEnabled && track?.muted === true,
      }
    })
  }

  #personOf(participant: Participant): Person {
    const microphone = participant.getTrackPublication(Track.Source.Microphone)
    return {
      id: participant.identity,
      name: nameOf(participant),
      isSelf: participant.isLocal,
      camera: this.#feedOf(participant.getTrackPublication(Track.Source.Camera)),
      screen: this.#feedOf(participant.getTrackPublication(Track.Source.ScreenShare)),
      microphone: microphone === undefined ? 'none' : microphone.isMuted ? 'muted' : 'on',
      speaking: participant.isSpeaking && microphone?.isMuted === false,
      handRaisedAt: this.#hands.get(participant.identity) ?? null,
      quality: qualityOf(participant.connectionQuality),
    }
  }

  #feedOf(publication: TrackPublication | undefined): VideoFeed | null {
    const track = publication?.track
    if (!track || publication.isMuted) return null
    let feed = this.#feeds.get(track)
    if (!feed) {
      feed = {
        id: publication.trackSid,
        attach: (element) => {
          track.attach(element)
          return () => {
            track.detach(element)
          }
        },
      }
      this.#feeds.set(track, feed)
    }
    return feed
  }

  #connection(connection: CallView['connection']): void {
    if (this.view.snapshot().connection.kind === 'over') return
    this.view.update((view) => ({ ...view, connection }))
    this.#refresh()
  }

  #switching(source: Source, on: boolean): void {
    this.view.update((view) => ({ ...view, switching: { ...view.switching, [source]: on } }))
  }

  #want(source: Source, on: boolean): void {
    if (source !== 'screen') this.view.update((view) => ({ ...view, wanted: { ...view.wanted, [source]: on } }))
  }

  #over(reason: OverReason): void {
    if (this.view.snapshot().connection.kind === 'over') return
    this.#comeback.stop()
    this.#forgetDeviceChanges()
    this.view.update((view) => ({ ...view, connection: { kind: 'over', reason } }))
  }

  #tell(event: CallEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}

function nameOf(participant: Participant): string {
  return participant.name ?? ''
}

function qualityOf(quality: ConnectionQuality): Quality {
  switch (quality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return 'good'
    case ConnectionQuality.Poor:
      return 'poor'
    case ConnectionQuality.Lost:
      return 'lost'
    case ConnectionQuality.Unknown:
      return 'unknown'
  }
}

export function reasonOfDisconnect(reason: DisconnectReason | undefined): OverReason {
  switch (reason) {
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed'
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'ended'
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere'
    default:
      return 'lost'
  }
}

export function reasonOfFailure(error: unknown): OverReason {
  if (!(error instanceof ConnectionError)) return 'unreachable'
  switch (error.reason) {
    case ConnectionErrorReason.NotAllowed:
      return 'refused'
    case ConnectionErrorReason.Cancelled:
      return 'left'
    case ConnectionErrorReason.LeaveRequest:
      return reasonOfDisconnect(error.context as DisconnectReason | undefined)
    default:
      return 'unreachable'
  }
}

/** The old object when the new one says the same. */
export function keepIfSame(old: Person | undefined, next: Person): Person {
  if (!old) return next
  const keys = Object.keys(next) as (keyof Person)[]
  return keys.every((key) => old[key] === next[key]) ? old : next
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
