import { preference, rememberPreference } from '@/lib/preferences'

export type DeviceKind = 'microphone' | 'camera' | 'speaker'

export interface Device {
  id: string
  /** Empty until a permission was given. */
  label: string
}

export type DeviceLists = Record<DeviceKind, readonly Device[]>

export const noDevices: DeviceLists = { microphone: [], camera: [], speaker: [] }

const kinds: Record<MediaDeviceKind, DeviceKind> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
}

export const browserKinds = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' } as const

/** Whether cameras and microphones can be asked for at all, and if not, why. */
export function captureSupport(): 'available' | 'insecure' | 'unsupported' {
  if (!window.isSecureContext) return 'insecure'
  // The types say it always exists; browsers inside mail applications disagree.
  const media = navigator.mediaDevices as MediaDevices | undefined
  return typeof media?.getUserMedia === 'function' ? 'available' : 'unsupported'
}

/** Whether sound can be sent to a chosen speaker. */
export function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype
}

export function canShareScreen(): boolean {
  const media = navigator.mediaDevices as MediaDevices | undefined
  return typeof media?.getDisplayMedia === 'function'
}

export async function listDevices(): Promise<DeviceLists> {
  const media = navigator.mediaDevices as MediaDevices | undefined
  if (typeof media?.enumerateDevices !== 'function') return noDevices
  const lists: Record<DeviceKind, Device[]> = { microphone: [], camera: [], speaker: [] }
  for (const device of await media.enumerateDevices()) {
    // Without permission browsers list one nameless device without id.
    if (device.deviceId === '') continue
    lists[kinds[device.kind]].push({ id: device.deviceId, label: device.label })
  }
  return lists
}

/** Calls back when something was plugged in or out. */
export function onDevicesChanged(listener: () => void): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined
  if (!media) return () => undefined
  media.addEventListener('devicechange', listener)
  return () => media.removeEventListener('devicechange', listener)
}

/** The device this person used last; browsers keep the ids stable per site. */
export function rememberedDevice(kind: DeviceKind): string | null {
  return preference(kind)
}

export function rememberDevice(kind: DeviceKind, id: string): void {
  rememberPreference(kind, id)
}
