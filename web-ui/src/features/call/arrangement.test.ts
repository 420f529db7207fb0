import { describe, expect, it } from 'vitest'
import type { Person } from '@/rtc/call'
import { arrange, togglePin } from './arrangement'

function person(id: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name: id,
    isSelf: false,
    camera: null,
    screen: null,
    microphone: 'on',
    speaking: false,
    handRaisedAt: null,
    quality: 'good',
    ...more,
  }
}

const self = person('me', { isSelf: true })
const screen = { id: 's', attach: () => () => undefined }
const base = { self, others: [], speakerId: null, pinned: [], selfInGrid: false, narrow: false }
const ids = (subjects: readonly { person: Person }[]) => subjects.map((subject) => subject.person.id)

describe('the arrangement', () => {
  it('shows oneself large while alone', () => {
    expect(ids(arrange(base).stage)).toEqual(['me'])
  })

  it('shows the others on the stage, and oneself only when asked', () => {
    const others = [person('a'), person('b')]
    expect(ids(arrange({ ...base, others }).stage)).toEqual(['a', 'b'])
    expect(ids(arrange({ ...base, others, selfInGrid: true }).stage)).toEqual(['a', 'b', 'me'])
  })

  it('gives the stage to the screen that was shared last and the strip to the people', () => {
    const others = [person('a', { screen }), person('b'), person('c', { screen })]
    const { stage, strip } = arrange({ ...base, others })
    expect(stage).toEqual([{ kind: 'screen', person: others[2] }])
    expect(ids(strip)).toEqual(['a', 'b', 'c'])
  })

  it('never puts the own shared screen on the stage', () => {
    const { stage } = arrange({ ...base, self: person('me', { isSelf: true, screen }), others: [person('a')] })
    expect(stage).toEqual([{ kind: 'person', person: expect.objectContaining({ id: 'a' }) as unknown }])
  })

  it('keeps pinned people on the stage whoever speaks', () => {
    const others = [person('a'), person('b'), person('c')]
    const { stage, strip } = arrange({ ...base, others, pinned: ['b'], speakerId: 'c', narrow: true })
    expect(ids(stage)).toEqual(['b'])
    expect(ids(strip)).toEqual(['a', 'c'])
  })

  it('ignores pins of people who left', () => {
    expect(ids(arrange({ ...base, others: [person('a')], pinned: ['gone'] }).stage)).toEqual(['a'])
  })

  it('shows the speaker large on a phone once there are more than three', () => {
    const others = ['a', 'b', 'c', 'd'].map((id) => person(id))
    expect(ids(arrange({ ...base, others, narrow: true, speakerId: 'c' }).stage)).toEqual(['c'])
    expect(ids(arrange({ ...base, others, narrow: true }).stage)).toEqual(['a'])
    expect(arrange({ ...base, others: others.slice(0, 3), narrow: true }).stage).toHaveLength(3)
  })

  it('lets a fifth pin replace the oldest', () => {
    expect(togglePin(['a', 'b', 'c', 'd'], 'e')).toEqual(['b', 'c', 'd', 'e'])
    expect(togglePin(['a', 'b'], 'a')).toEqual(['b'])
  })
})
