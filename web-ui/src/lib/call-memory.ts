/** What a tab must still know about its call after a reload: it comes back with microphone and camera as they were. */
export interface RememberedCall {
  consultId: string
  microphoneOn: boolean
  cameraOn: boolean
}

// Session storage: it belongs to one tab and goes with it. A browser that refuses it only forgets the call.
const KEY = 'consilium.call'

export function rememberCall({ consultId, microphoneOn, cameraOn }: RememberedCall): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ consultId, microphoneOn, cameraOn }))
  } catch {
    // Refused or full.
  }
}

export function forgetCall(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Refused: then nothing was kept either.
  }
}

/** The call this tab was in when it was reloaded, if it was in this one. */
export function rememberedCall(consultId: string): RememberedCall | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null) return null
    const { consultId: kept, microphoneOn, cameraOn } = value as Record<string, unknown>
    if (kept !== consultId) return null
    return { consultId, microphoneOn: microphoneOn === true, cameraOn: cameraOn === true }
  } catch {
    return null
  }
}
