import { describe, expect, it } from 'vitest'
import type { OverReason } from './call'
import { Comeback, PATIENCE_MS, type Attempt } from './comeback'

/** A page whose time passes when it is told to. */
class Page {
  nowMillis = 0
  readonly tries: number[] = []
  readonly over: OverReason[] = []
  answer: Attempt | Promise<Attempt> = 'later'
  #timers: { run: () => void; at: number }[] = []

  readonly comeback = new Comeback({
    attempt: () => {
      this.tries.push(this.nowMillis)
      return Promise.resolve(this.answer)
    },
    over: (reason) => this.over.push(reason),
    schedule: (run, millis) => {
      const timer = { run, at: this.nowMillis + millis }
      this.#timers.push(timer)
      return () => {
        this.#timers = this.#timers.filter((each) => each !== timer)
      }
    },
    random: () => 0.5,
  })

  async pass(millis: number): Promise<void> {
    const end = this.nowMillis + millis
    for (;;) {
      const next = this.#timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.nowMillis = next.at
      next.run()
      // Lets the try come to its end.
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    this.nowMillis = end
  }
}

describe('a call that the client library has given up', () => {
  it('is tried again, soon at first and every eight seconds later, for as long as the page is there', async () => {
    const page = new Page()
    page.comeback.begin()
    await page.pass(3_600_000)
    expect(page.tries.slice(0, 6)).toEqual([500, 1_500, 3_500, 7_500, 15_500, 23_500])
    expect(page.tries.length).toBeGreaterThan(440)
    expect(page.over).toEqual([])
  })

  it('is left alone once it is back', async () => {
    const page = new Page()
    page.comeback.begin()
    await page.pass(2_000)
    page.answer = 'back'
    await page.pass(60_000)
    expect(page.tries).toEqual([500, 1_500, 3_500])
    expect(page.over).toEqual([])
  })

  it('is begun anew when it breaks again, soon as the first time', async () => {
    const page = new Page()
    page.answer = 'back'
    page.comeback.begin()
    await page.pass(10_000)
    page.comeback.begin()
    await page.pass(10_000)
    expect(page.tries).toEqual([500, 10_500])
  })

  it('is over when the server says so', async () => {
    const page = new Page()
    page.answer = 'ended'
    page.comeback.begin()
    await page.pass(60_000)
    expect(page.tries).toEqual([500])
    expect(page.over).toEqual(['ended'])
  })

  it('is not tried twice at once, however often its end is told', async () => {
    const page = new Page()
    page.comeback.begin()
    page.comeback.begin()
    page.answer = new Promise(() => undefined)
    await page.pass(1_000)
    page.comeback.begin()
    page.comeback.watch()
    page.comeback.recovered()
    await page.pass(120_000)
    expect(page.tries).toEqual([500])
  })

  it('is not tried any more once the person has left', async () => {
    const page = new Page()
    page.comeback.begin()
    page.comeback.stop()
    await page.pass(60_000)
    expect(page.tries).toEqual([])
  })

  it('is not ended by a try that comes to its end after the person has left', async () => {
    const page = new Page()
    let answer: (outcome: Attempt) => void = () => undefined
    page.answer = new Promise((resolve) => (answer = resolve))
    page.comeback.begin()
    await page.pass(1_000)
    page.comeback.stop()
    answer('refused')
    await page.pass(60_000)
    expect(page.tries).toEqual([500])
    expect(page.over).toEqual([])
  })
})

describe('a client library that says it reconnects', () => {
  it('is left alone when it does', async () => {
    const page = new Page()
    page.comeback.watch()
    await page.pass(PATIENCE_MS - 1)
    page.comeback.recovered()
    await page.pass(60_000)
    expect(page.tries).toEqual([])
  })

  it('is given up when it never comes back', async () => {
    const page = new Page()
    page.comeback.watch()
    await page.pass(PATIENCE_MS - 1_000)
    // Another attempt of its own does not give it more time.
    page.comeback.watch()
    page.answer = 'back'
    await page.pass(60_000)
    expect(page.tries).toEqual([PATIENCE_MS + 500])
  })
})
