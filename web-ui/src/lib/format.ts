import { currentLanguage, type Language } from '@/lib/i18n'

/** English as in a European hospital: 24 hours, day before month. */
const tags: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }

function tag(): string {
  return tags[currentLanguage()]
}

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString()
}

/** Hour and minute, in the viewer's zone. */
export function formatTime(instant: string | Date): string {
  return new Intl.DateTimeFormat(tag(), { hour: '2-digit', minute: '2-digit' }).format(new Date(instant))
}

/** The time alone today, day and time otherwise. */
export function formatMoment(instant: string | Date, now: Date = new Date()): string {
  const date = new Date(instant)
  if (sameDay(date, now)) return formatTime(date)
  return new Intl.DateTimeFormat(tag(), {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(date)
}

/** As in a sentence: "today at 10:30", "12 March at 10:30". */
export function formatMomentInWords(instant: string | Date, now: Date = new Date()): string {
  const date = new Date(instant)
  const language = currentLanguage()
  const time = formatTime(date)
  const days = Math.round((startOfDay(date) - startOfDay(now)) / 86_400_000)
  const day =
    Math.abs(days) <= 1
      ? new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' }).format(days, 'day')
      : new Intl.DateTimeFormat(tag(), { day: 'numeric', month: 'long' }).format(date)
  if (language === 'fr') return (Math.abs(days) <= 1 ? day : 'le ' + day) + ' à ' + time
  return (Math.abs(days) <= 1 ? day : 'on ' + day) + ' at ' + time
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** "1 h 05 min", "12 min", "40 s"; short forms exist in both languages. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
    new Intl.NumberFormat(tag(), { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  if (seconds < 60) return unit(seconds, 'second')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return unit(minutes, 'minute')
  return unit(Math.floor(minutes / 60), 'hour') + ' ' + unit(minutes % 60, 'minute')
}
