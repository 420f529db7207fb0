import { describe, expect, it } from 'vitest'
import { deviceProblemOf } from './device-problem'
import { readHand, writeHand } from './hand-message'
import { HOLD_MS, nextSpeaker } from './speaker-choice'

describe('a device that cannot be opened', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission dismissed', 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'denied-by-system'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['SecurityError', '', 'insecure'],
    ['WhoKnows', '', 'other'],
  ])('is told by %s "%s" as %s', (name, text, problem) => {
    expect(deviceProblemOf(new DOMException(text, name))).toBe(problem)
  })

  it('is "other" for anything that is not an error', () => {
    expect(deviceProblemOf('no')).toBe('other')
  })
})

describe('a raised hand', () => {
  it('is read as it was written', () => {
    expect(readHand(writeHand(true))).toBe(true)
    expect(readHand(writeHand(false))).toBe(false)
  })

  it('is nothing else that somebody may send', () => {
    for (const text of ['', '{', 'null', '[]', '{}', '{"raised":"yes"}', '"' + 'x'.repeat(300) + '"']) {
      expect(readHand(new TextEncoder().encode(text))).toBeNull()
    }
    expect(readHand(Uint8Array.of(0xff, 0xfe, 0xfd))).toBeNull()
  })
})

describe('the speaker', () => {
  const at = (id: string | null, sinceMillis: number) => ({ id, sinceMillis })

  it('is the first one who speaks', () => {
    expect(nextSpeaker(at(null, 0), ['a'], 1_000)).toEqual(at('a', 1_000))
  })

  it('stays while still speaking, however loud another one is', () => {
    expect(nextSpeaker(at('a', 0), ['b', 'a'], 60_000)).toEqual(at('a', 0))
  })

  it('is not replaced by a cough right after beginning', () => {
    expect(nextSpeaker(at('a', 0), ['b'], HOLD_MS - 1)).toEqual(at('a', 0))
    expect(nextSpeaker(at('a', 0), ['b'], HOLD_MS)).toEqual(at('b', HOLD_MS))
  })

  it('stays through silence', () => {
    expect(nextSpeaker(at('a', 0), [], 60_000)).toEqual(at('a', 0))
  })
})
