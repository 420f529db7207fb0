/**
 * Small choices of this device (language, theme, devices), kept in local storage. Never anything secret or about a person.
 * A browser that refuses storage only forgets them.
 */
const PREFIX = 'consilium.'

export type PreferenceName = 'language' | 'theme' | 'microphone' | 'camera' | 'speaker' | 'shortcuts' | 'self-corner'

export function preference(name: PreferenceName): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

export function rememberPreference(name: PreferenceName, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value)
  } catch {
    // Storage is refused or full: the choice lasts as long as the page.
  }
}
