// A whole consult as people live it: real browsers, a real server, nothing in between.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test as story } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromiumPerson, expectLiveMedia, firefoxPerson, launchChromium, launchFirefox } from './support/browsers.mjs'
import { Consilium } from './support/consilium.mjs'

const shots = join(dirname(fileURLToPath(import.meta.url)), 'screenshots')
const guests = ['Ada Byron', 'Bob Durand', 'Chloé Petit']

let consilium
let chromium
let firefox
const pages = {}

before(async () => {
  await mkdir(shots, { recursive: true })
  consilium = await Consilium.start()
  chromium = await launchChromium()
  firefox = await launchFirefox()
})

after(async () => {
  await Promise.allSettled([chromium?.close(), firefox?.close()])
  await consilium?.stop()
})

// The steps are one story: after one has failed the next ones would only fail for its reason.
let broken = null

function test(step, live) {
  story(step, async () => {
    assert.equal(broken, null, `the story broke off at: ${broken}`)
    broken = step
    await live()
    broken = null
  })
}

const button = (page, name) => page.getByRole('button', { name })

async function joinWithChromium(name, options) {
  const page = await chromiumPerson(chromium, options)
  await page.goto(consilium.joinLink)
  await button(page, 'English').click()
  await page.getByLabel('Your name').fill(name)
  await button(page, 'Turn on camera and microphone').click()
  await page.getByText('Everything works').waitFor()
  return page
}

/** Puppeteer's way to the same element: by role and accessible name. */
const aria = (name, role) => `::-p-aria([name="${name}"][role="${role}"])`

async function joinWithFirefox(name) {
  const page = await firefoxPerson(firefox)
  await page.goto(consilium.joinLink)
  await page.locator(aria('English', 'button')).click()
  await page.locator(aria('Your name', 'textbox')).fill(name)
  await page.locator(aria('Turn on camera and microphone', 'button')).click()
  await page.locator(aria('Enter the consult', 'button')).click()
  return page
}

test('three Chromium and one Firefox join by link', async () => {
  for (const name of guests) {
    const page = await joinWithChromium(name)
    if (name === guests[0]) {
      await page.screenshot({ path: join(shots, 'join.png'), fullPage: true })
    }
    assert.equal(new URL(page.url()).hash, '', 'the secret left the address bar')
    await button(page, 'Enter the consult').click()
    await button(page, /^Leave/).waitFor({ timeout: 60_000 })
    pages[name] = page
  }
  pages.Firefox = await joinWithFirefox('Denis Firefox')
})

test('each decodes the video and receives the voice of each other one', async () => {
  for (const [who, page] of Object.entries(pages)) {
    await expectLiveMedia(page, 3, who, 120_000)
  }
  await pages[guests[0]].screenshot({ path: join(shots, 'call-four.png') })
  await pages.Firefox.screenshot({ path: join(shots, 'call-firefox.png') })
})

test('a shared screen reaches the others', async () => {
  await button(pages[guests[1]], /^Share/).click()
  for (const who of [guests[0], guests[2]]) {
    await pages[who].getByText(`${guests[1]}’s screen`).first().waitFor({ timeout: 60_000 })
  }
  await expectLiveMedia(pages[guests[2]], 3, guests[2])
  await pages[guests[2]].screenshot({ path: join(shots, 'call-screen.png') })
  await button(pages[guests[1]], 'Stop sharing').first().click()
})

test('others see that somebody muted', async () => {
  await button(pages[guests[0]], /^Microphone/).click()
  await pages[guests[2]]
    .getByLabel(new RegExp(`${guests[0]}.*microphone off`))
    .first()
    .waitFor()
  await button(pages[guests[0]], /^Microphone/).click()
})

test('chat reaches all and survives kill -9', async () => {
  const text = '<b>Résultats</b> reçus à 10 h'
  await button(pages[guests[0]], /^Chat/).click()
  await pages[guests[0]].getByLabel('Your message').fill(text)
  await pages[guests[0]].getByLabel('Your message').press('Enter')
  await button(pages[guests[2]], /^Chat/).click()
  await pages[guests[2]].getByRole('log').getByText(text).waitFor()

  await consilium.kill9()
  const link = consilium.joinLink
  await consilium.up()

  // Whoever was in the call is back without doing anything, and the message is there.
  await expectLiveMedia(pages[guests[0]], 3, `${guests[0]} after the restart`, 120_000)
  const late = await chromiumPerson(chromium)
  await late.goto(link)
  await button(late, 'English').click()
  await late.getByLabel('Your name').fill('Eva Tard')
  await button(late, 'Enter without camera or microphone').click()
  await button(late, /^Chat/).click()
  await late.getByRole('log').getByText(text).waitFor({ timeout: 60_000 })
  await button(late, /^Leave/).click()
  await late.context().close()
})
