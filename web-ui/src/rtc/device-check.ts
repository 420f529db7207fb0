import { Store } from '@/lib/store'
import { feedOf, type VideoFeed } from '@/lib/video-feed'
import { deviceProblemOf, type DeviceProblem } from '@/rtc/device-problem'
import {
  captureSupport,
  listDevices,
  noDevices,
  onDevicesChanged,
  rememberDevice,
  rememberedDevice,
  type DeviceKind,
  type DeviceLists,
} from '@/rtc/devices'
import { LoudnessReader, playChime } from '@/rtc/sound'

export type CameraState =
  | { kind: 'idle' }
  | { kind: 'asking' }
  | { kind: 'on'; feed: VideoFeed }
  | { kind: 'off' }
  | { kind: 'failed'; problem: DeviceProblem }

export type MicrophoneState =
  | { kind: 'idle' }
  | { kind: 'asking' }
  /** `silenced`: a hardware key or the system mutes it. */
  | { kind: 'on'; silenced: boolean; readLevel: () => number }
  | { kind: 'off' }
  | { kind: 'failed'; problem: DeviceProblem }

export interface DeviceCheckView {
  camera: CameraState
  microphone: MicrophoneState
  devices: DeviceLists
  chosen: Record<DeviceKind, string | null>
  chiming: boolean
}

/** What the person decided before entering. */
export interface DeviceChoice {
  microphoneOn: boolean
  cameraOn: boolean
  ids: Record<DeviceKind, string | null>
}

/** Microphone and camera as they were, and the devices used last. */
export function choiceOf(remembered: { microphoneOn: boolean; cameraOn: boolean } | null): DeviceChoice {
  return {
    microphoneOn: remembered?.microphoneOn === true,
    cameraOn: remembered?.cameraOn === true,
    ids: rememberedDevices(),
  }
}

function rememberedDevices(): Record<DeviceKind, string | null> {
  return {
    microphone: rememberedDevice('microphone'),
    camera: rememberedDevice('camera'),
    speaker: rememberedDevice('speaker'),
  }
}

/**
 * The check before a call: preview, level, chime, choice of devices. Opens devices only when asked to and gives them back in `stop`. Single
 * threaded; each opening has a number, and an answer that comes after a newer question is thrown away.
 */
export class DeviceCheck {
  readonly view = new Store<DeviceCheckView>({
    camera: { kind: 'idle' },
    microphone: { kind: 'idle' },
    devices: noDevices,
    chosen: rememberedDevices(),
    chiming: false,
  })

  #cameraStream: MediaStream | null = null
  #microphoneStream: MediaStream | null = null
  #loudness: LoudnessReader | null = null
  #cameraTurn = 0
  #microphoneTurn = 0
  readonly #forgetDeviceChanges = onDevicesChanged(() => void this.#readDevices())

  /** Asks for both at once, so that the browser puts one question; where one of them fails, tries each alone. */
  async start(): Promise<void> {
    const support = captureSupport()
    if (support !== 'available') {
      this.#change({
        camera: { kind: 'failed', problem: support },
        microphone: { kind: 'failed', problem: support },
      })
      return
    }
    const cameraTurn = ++this.#cameraTurn
    const microphoneTurn = ++this.#microphoneTurn
    this.#change({ camera: { kind: 'asking' }, microphone: { kind: 'asking' } })
    try {
      const both = await navigator.mediaDevices.getUserMedia({
        audio: this.#constraint('microphone'),
        video: this.#constraint('camera'),
      })
      this.#adoptCamera(new MediaStream(both.getVideoTracks()), cameraTurn)
      this.#adoptMicrophone(new MediaStream(both.getAudioTracks()), microphoneTurn)
    } catch {
      await Promise.all([this.setMicrophone(true), this.setCamera(true)])
    }
    await this.#readDevices()
  }

  async setCamera(on: boolean): Promise<void> {
    const turn = ++this.#cameraTurn
    this.#releaseCamera()
    if (!on) {
      this.#change({ camera: { kind: 'off' } })
      return
    }
    this.#change({ camera: { kind: 'asking' } })
    try {
      this.#adoptCamera(await navigator.mediaDevices.getUserMedia({ video: this.#constraint('camera') }), turn)
      await this.#readDevices()
    } catch (error) {
      if (turn === this.#cameraTurn) this.#change({ camera: { kind: 'failed', problem: deviceProblemOf(error) } })
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    const turn = ++this.#microphoneTurn
    this.#releaseMicrophone()
    if (!on) {
      this.#change({ microphone: { kind: 'off' } })
      return
    }
    this.#change({ microphone: { kind: 'asking' } })
    try {
      this.#adoptMicrophone(await navigator.mediaDevices.getUserMedia({ audio: this.#constraint('microphone') }), turn)
      await this.#readDevices()
    } catch (error) {
      if (turn === this.#microphoneTurn) {
        this.#change({ microphone: { kind: 'failed', problem: deviceProblemOf(error) } })
      }
    }
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    rememberDevice(kind, id)
    this.#change({ chosen: { ...this.view.snapshot().chosen, [kind]: id } })
    if (kind === 'camera') await this.setCamera(true)
    if (kind === 'microphone') await this.setMicrophone(true)
  }

  async chime(): Promise<void> {
    if (this.view.snapshot().chiming) return
    this.#change({ chiming: true })
    this.#loudness?.resume()
    try {
      await playChime(this.view.snapshot().chosen.speaker)
    } finally {
      this.#change({ chiming: false })
    }
  }

  choice(): DeviceChoice {
    const { camera, microphone, chosen } = this.view.snapshot()
    return { cameraOn: camera.kind === 'on', microphoneOn: microphone.kind === 'on', ids: chosen }
  }

  /** Gives the devices back; the check can be started again. */
  stop(): void {
    this.#cameraTurn++
    this.#microphoneTurn++
    this.#releaseCamera()
    this.#releaseMicrophone()
    this.#change({ camera: { kind: 'idle' }, microphone: { kind: 'idle' } })
  }

  dispose(): void {
    this.stop()
    this.#forgetDeviceChanges()
  }

  #constraint(kind: 'camera' | 'microphone'): MediaTrackConstraints {
    const id = this.view.snapshot().chosen[kind]
    // "ideal": a remembered device that is not plugged in today is not an error.
    const wish: MediaTrackConstraints = id ? { deviceId: { ideal: id } } : {}
    return kind === 'camera'
      ? { ...wish, width: { ideal: 1280 }, height: { ideal: 720 }, ...(id ? {} : { facingMode: 'user' }) }
      : { ...wish, echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  }

  #adoptCamera(stream: MediaStream, turn: number): void {
    if (turn !== this.#cameraTurn) {
      stop(stream)
      return
    }
    this.#cameraStream = stream
    const track = stream.getVideoTracks()[0]
    track?.addEventListener('ended', () => {
      if (this.#cameraStream !== stream) return
      this.#releaseCamera()
      this.#change({ camera: { kind: 'failed', problem: 'missing' } })
    })
    this.#change({ camera: { kind: 'on', feed: feedOf(track?.id ?? 'preview', stream) } })
  }

  #adoptMicrophone(stream: MediaStream, turn: number): void {
    if (turn !== this.#microphoneTurn) {
      stop(stream)
      return
    }
    this.#microphoneStream = stream
    const loudness = new LoudnessReader(stream)
    this.#loudness = loudness
    const track = stream.getAudioTracks()[0]
    const report = () => {
      if (this.#microphoneStream !== stream) return
      this.#change({ microphone: { kind: 'on', silenced: track?.muted === true, readLevel: loudness.read } })
    }
    track?.addEventListener('mute', report)
    track?.addEventListener('unmute', report)
    track?.addEventListener('ended', () => {
      if (this.#microphoneStream !== stream) return
      this.#releaseMicrophone()
      this.#change({ microphone: { kind: 'failed', problem: 'missing' } })
    })
    report()
  }

  #releaseCamera(): void {
    if (this.#cameraStream) stop(this.#cameraStream)
    this.#cameraStream = null
  }

  #releaseMicrophone(): void {
    if (this.#microphoneStream) stop(this.#microphoneStream)
    this.#microphoneStream = null
    this.#loudness?.close()
    this.#loudness = null
  }

  async #readDevices(): Promise<void> {
    try {
      this.#change({ devices: await listDevices() })
    } catch {
      // A browser that refuses to list only hides the choice.
    }
  }

  #change(part: Partial<DeviceCheckView>): void {
    this.view.update((view) => ({ ...view, ...part }))
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
