// Every page as it is served: nothing serious for axe, no violation of the content security policy, no sideways scrolling at 320 px, and a
// join page that is light enough for a phone in a waiting room. CONSILIUM_URL, CONSILIUM_LINK, CONSILIUM_EMAIL and CONSILIUM_PASSWORD point at a
// server that runs already; without them one is started.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { eventually } from './support/browsers.mjs'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const JOIN_PAGE_LIMIT_BYTES = 150_000

let server
let browser

before(async () => {
  if (process.env.CONSILIUM_URL) {
    server = {
      url: process.env.CONSILIUM_URL,
      joinLink: process.env.CONSILIUM_LINK,
      doctor: { email: process.env.CONSILIUM_EMAIL, password: process.env.CONSILIUM_PASSWORD },
      stop: () => Promise.resolve(),
    }
  } else {
    const { Consilium } = await import('./support/consilium.mjs')
    server = await Consilium.start()
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

/** A page of its own that keeps what the browser complains about. */
async function open(path, options = {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    permissions: ['camera', 'microphone'],
    ...options,
  })
  const page = await context.newPage()
  page.complaints = []
  page.on('pageerror', (error) => page.complaints.push(error.message))
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) page.complaints.push(message.text())
  })
  await page.goto(path.startsWith('http') ? path : server.url + path)
  return page
}

/** The demo link's page, in English. A server lets an address open ten links a minute, so a fast test may have to wait its turn. */
async function openLink(options) {
  const page = await open(server.joinLink, options)
  const name = page.getByLabel('Your name')
  const english = page.getByRole('button', { name: 'English' })
  await english.click()
  for (;;) {
    await name.or(page.getByRole('button', { name: 'Try again' })).waitFor()
    if (await name.isVisible()) return page
    await page.waitForTimeout(10_000)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.waitForTimeout(500)
  }
}

async function enter(page) {
  await page.getByRole('button', { name: 'Turn on camera and microphone' }).click()
  await page.getByText('Everything works').waitFor()
  await page.getByRole('button', { name: 'Enter the consult' }).click()
  await inCall(page)
}

async function inCall(page) {
  await page.getByRole('toolbar').waitFor({ timeout: 30_000 })
  const bar = page.getByRole('toolbar')
  await bar.getByRole('button', { name: 'Microphone', pressed: true }).waitFor({ timeout: 30_000 })
  await bar.getByRole('button', { name: 'Camera', pressed: true }).waitFor({ timeout: 30_000 })
}

async function expectSound(page, what) {
  // Contrast is that of the page as it stays, not of a panel that is still fading in.
  await page.waitForTimeout(400)
  const serious = await page.evaluate(
    `${axe}; axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => each.id + ': ' + each.nodes.map((node) => node.html.slice(0, 160)).join(' … ')))`,
  )
  assert.deepEqual(serious, [], `axe on ${what}`)
  assert.deepEqual(page.complaints, [], `complaints on ${what}`)
}

async function expectReflow(page, what) {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.waitForTimeout(300)
  const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  assert.ok(excess <= 0, `${what} scrolls sideways by ${excess} px at 320 px`)
}

async function signedIn(options) {
  const page = await open('/sign-in', options)
  await page.getByLabel('E-mail address').fill(server.doctor.email)
  await page.getByLabel('Password', { exact: true }).fill(server.doctor.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'My consults' }).waitFor()
  return page
}

for (const scheme of ['light', 'dark']) {
  test(`public pages are sound in the ${scheme} theme`, async () => {
    for (const [path, heading] of [
      ['/sign-in', 'Sign in'],
      ['/setup', 'Create the first account'],
      ['/set-password', 'Choose your password'],
      ['/nowhere', 'This page does not exist'],
      ['/j', 'Open your link once more'],
      ['/j#notARealSecretOfAnybody', 'This link no longer works'],
    ]) {
      const page = await open(path, { colorScheme: scheme })
      await page.getByRole('heading', { name: heading }).waitFor()
      await expectSound(page, path)
      await expectReflow(page, path)
      await page.context().close()
    }
  })

  test(`a clinician's pages are sound in the ${scheme} theme`, async () => {
    const page = await signedIn({ colorScheme: scheme })
    await page
      .getByRole('link', { name: /^Prepare/ })
      .first()
      .waitFor()
    await expectSound(page, 'home')
    await page
      .getByRole('link', { name: /^Prepare/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'New invitation' }).click()
    await expectSound(page, 'invitation form')
    await page.getByRole('button', { name: 'Create the link' }).click()
    await page.getByLabel(/^Invitation link/).waitFor()
    await expectSound(page, 'invitation link')
    await page.getByRole('button', { name: 'Done' }).click()
    for (const tab of ['People', 'Attendance', 'Invitations']) {
      await page.getByRole('tab', { name: tab }).click()
      await expectSound(page, tab)
      await expectReflow(page, tab)
      await page.setViewportSize({ width: 1280, height: 800 })
    }
    await page.context().close()
  })

  test(`joining and the call are sound in the ${scheme} theme`, async () => {
    const page = await openLink({ colorScheme: scheme })
    await page.getByLabel('Your name').fill('Axel Contrôle')
    await expectSound(page, 'join page')
    await page.getByRole('button', { name: 'Turn on camera and microphone' }).click()
    await page.getByText('Everything works').waitFor()
    await page.getByText('Choose devices').click()
    await expectSound(page, 'device check')
    await expectReflow(page, 'device check')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'Enter the consult' }).click()
    await inCall(page)
    await expectSound(page, 'call')
    for (const panel of [/^Chat/, /^People/]) {
      await page.getByRole('button', { name: panel }).click()
      await expectSound(page, `panel ${panel}`)
    }
    await expectReflow(page, 'call')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Leave the consult' }).click()
    await page.getByRole('heading', { name: 'You left the consult' }).waitFor()
    await expectSound(page, 'after the call')
    await page.context().close()
  })
}

test('the call is steered by keyboard, and not while typing', async () => {
  const page = await openLink()
  await page.getByLabel('Your name').fill('Clavier')
  await enter(page)
  await page.keyboard.press('m')
  await page.getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  await page.keyboard.press('h')
  await page.getByRole('button', { name: 'Hand', pressed: true }).waitFor()
  await page.keyboard.press('c')
  const field = page.getByLabel('Your message')
  await field.click()
  await page.keyboard.type('hm, vvm')
  assert.equal(await field.inputValue(), 'hm, vvm')
  await page.getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  await page.getByRole('button', { name: 'Camera', pressed: true }).waitFor()
  await page.context().close()
})

test('the join page weighs less than 150 kB on the wire, headers and all, before the call', async () => {
  const context = await browser.newContext({ locale: 'fr-FR' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  const begun = new Map()
  const weights = new Map()
  session.on('Network.requestWillBeSent', ({ requestId, request }) => begun.set(requestId, request.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => weights.set(requestId, encodedDataLength))
  await page.goto(server.joinLink)
  await page.getByRole('button', { name: 'Activer la caméra et le micro' }).waitFor()
  await page.evaluate('document.fonts.ready')
  // What begins later is the call, fetched while the person reads.
  const all = [...begun].filter(([, url]) => url.startsWith('http'))
  await eventually('all of the page has come', () => all.every(([id]) => weights.has(id)))
  const total = all.reduce((sum, [id]) => sum + weights.get(id), 0)
  const list = all.map(([id, url]) => `${weights.get(id)} ${new URL(url).pathname}`)
  console.log(`join page: ${Math.round(total / 1000)} kB in ${all.length} answers`)
  assert.ok(total > 60_000 && total < JOIN_PAGE_LIMIT_BYTES, `${total} bytes: ${list.join(', ')}`)
  assert.ok(all.length <= 10, `few answers: ${list.join(', ')}`)
  await context.close()
})
