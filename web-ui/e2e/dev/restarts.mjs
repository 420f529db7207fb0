// How long a call is gone when the server is killed and started again: node e2e/dev/restarts.mjs [rounds] [seconds without a server]
//
// One person in Chromium, one in Firefox. Prints a line for each round: seconds from the kill until the server is ready, and until each of
// the two sees and hears the other again. Ends with 1 when somebody did not come back within three minutes.
import { setTimeout as pause } from 'node:timers/promises'
import {
  chromiumPerson,
  expectLiveMedia,
  firefoxPerson,
  launchChromium,
  launchFirefox,
  received,
} from '../support/browsers.mjs'
import { Consilium } from '../support/consilium.mjs'

const rounds = Number(process.argv[2] ?? 10)
const outageSeconds = Number(process.argv[3] ?? 0)
const LIMIT_MS = 180_000

/** What the page of Firefox said since the last kill, for when it does not come back. */
const said = []
let killedAt = Date.now()
const sinceKill = () => (Date.now() - killedAt) / 1_000

async function join(page, link, name, { click, fill }) {
  page.on('console', (message) => said.push(`${sinceKill().toFixed(1)} ${name}: ${message.text().slice(0, 160)}`))
  await page.goto(link)
  await click('English')
  await fill('Your name', name)
  await click('Turn on camera and microphone')
  await click('Enter the consult')
}

const consilium = await Consilium.start()
const chromium = await launchChromium()
const firefox = await launchFirefox()
let failed = false
try {
  const ada = await chromiumPerson(chromium)
  await join(ada, consilium.joinLink, 'Ada', {
    click: (name) => ada.getByRole('button', { name }).click(),
    fill: (label, text) => ada.getByLabel(label).fill(text),
  })
  const denis = await firefoxPerson(firefox)
  const locate = (name, role) => denis.locator(`::-p-aria([name="${name}"][role="${role}"])`)
  await join(denis, consilium.joinLink, 'Denis', {
    click: (name) => locate(name, 'button').click(),
    fill: (label, text) => locate(label, 'textbox').fill(text),
  })
  const live = (page, who) => expectLiveMedia(page, 1, who, LIMIT_MS).then(sinceKill)
  await Promise.all([live(ada, 'Ada'), live(denis, 'Denis')])

  for (let round = 1; round <= rounds && !failed; round++) {
    said.length = 0
    killedAt = Date.now()
    await consilium.kill9()
    await pause(outageSeconds * 1_000)
    await consilium.up()
    const ready = sinceKill()
    try {
      const [chromiumBack, firefoxBack] = await Promise.all([live(ada, 'Ada'), live(denis, 'Denis')])
      const [a, b, c] = [ready, chromiumBack, firefoxBack].map((seconds) => seconds.toFixed(1))
      console.log(`round ${round}: ready ${a} s, Chromium ${b} s, Firefox ${c} s`)
      await pause(5_000)
    } catch (error) {
      failed = true
      console.log(`round ${round}: ready ${ready.toFixed(1)} s, then ${error.message}`)
      console.log(said.join('\n'))
      console.log('Firefox receives', JSON.stringify(await received(denis).catch((reason) => reason.message)))
      console.log(consilium.log)
    }
  }
} finally {
  await Promise.allSettled([chromium.close(), firefox.close()])
  await consilium.stop()
}
process.exit(failed ? 1 : 0)
