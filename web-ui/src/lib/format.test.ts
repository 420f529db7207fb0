import { beforeEach, describe, expect, it } from 'vitest'
import { formatDuration, formatMoment, formatMomentInWords } from './format'
import { startI18n, switchLanguage } from './i18n'

const now = new Date(2026, 2, 12, 15, 0)
const at = (day: number, hour: number, minute: number) => new Date(2026, 2, day, hour, minute)

describe('times and lengths', () => {
  beforeEach(() => startI18n('fr', 'join', 'more'))

  it('are written as French is written', () => {
    expect(formatMoment(at(12, 9, 5), now)).toBe('09:05')
    expect(formatMomentInWords(at(12, 9, 5), now)).toBe('aujourd’hui à 09:05')
    expect(formatMomentInWords(at(11, 23, 59), now)).toBe('hier à 23:59')
    expect(formatMomentInWords(at(2, 9, 5), now)).toBe('le 2 mars à 09:05')
  })

  it('are written as English is written, with 24 hours', async () => {
    await switchLanguage('en', false)
    expect(formatMoment(at(12, 15, 5), now)).toBe('15:05')
    expect(formatMomentInWords(at(11, 15, 5), now)).toBe('yesterday at 15:05')
    expect(formatMomentInWords(at(2, 15, 5), now)).toBe('on 2 March at 15:05')
    expect(formatDuration(3_900_000)).toMatch(/^1\shrs?\s5\smins?$/)
  })

  it('say seconds below a minute, minutes below an hour', () => {
    expect(formatDuration(40_400)).toMatch(/^40\ss$/)
    expect(formatDuration(12 * 60_000)).toMatch(/^12\smin$/)
    expect(formatDuration(-5)).toMatch(/^0\ss$/)
  })
})
