// A whole consult as people live it: real browsers, a real server, nothing in between.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, before, test as story } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  chromiumPerson,
  eventually,
  expectLiveMedia,
  firefoxPerson,
  launchChromium,
  launchFirefox,
  received,
} from './support/browsers.mjs'
import { Consilium } from './support/consilium.mjs'

const shots = join(dirname(fileURLToPath(import.meta.url)), 'screenshots')
const guests = ['Ada Byron', 'Bob Durand', 'Chloé Petit']
const [ada, bob, chloe] = guests
const denis = 'Denis Firefox'
// What would run if a name or a message were ever read as a page, and set this mark.
const hostileName = '<img src=x onerror="window.broken=1">'
const hostileText =
  '<script>window.broken=1</script> javascript:window.broken=1 <a href="javascript:window.broken=1">x</a> https://example.org/?<b>'

// The steps are one story: after one has failed the next ones would only fail for its reason.
let broken = null
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
  if (broken !== null) {
    for (const [who, page] of Object.entries(pages)) {
      console.error(who, 'receives', JSON.stringify(await received(page).catch((error) => error.message)))
    }
    console.error(consilium?.log.slice(-8_000))
  }
  await Promise.allSettled([chromium?.close(), firefox?.close()])
  await consilium?.stop()
})

function test(step, live) {
  story(step, async () => {
    assert.equal(broken, null, `the story broke off at: ${broken}`)
    broken = step
    await live()
    broken = null
  })
}

const button = (page, name) => page.getByRole('button', { name })

async function joinWithLink(page, name) {
  await button(page, 'English').click()
  await page.getByLabel('Your name').fill(name)
}

async function joinWithChromium(name, options) {
  const page = await chromiumPerson(chromium, options)
  await page.goto(consilium.joinLink)
  await joinWithLink(page, name)
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

const inCall = (page) => button(page, /^Leave/).waitFor({ timeout: 60_000 })
const heading = (page, name) => page.getByRole('heading', { name }).waitFor({ timeout: 20_000 })
const shot = (page, name, options) => page.screenshot({ path: join(shots, `${name}.png`), ...options })

/** Everybody of these sees and hears `count` others. */
const expectAllLive = (people, count, when) =>
  Promise.all(people.map((who) => expectLiveMedia(pages[who], count, `${who} ${when}`, 120_000)))

/** A clinician with a browser of their own, on their list of consults. */
async function signedIn() {
  const page = await chromiumPerson(chromium)
  await page.goto(`${consilium.url}/sign-in`)
  await page.getByLabel('E-mail address').fill(consilium.doctor.email)
  await page.getByLabel('Password', { exact: true }).fill(consilium.doctor.password)
  await button(page, 'Sign in').click()
  await heading(page, 'My consults')
  return page
}

test('three Chromium and one Firefox join by link', async () => {
  for (const name of guests) {
    const page = await joinWithChromium(name)
    if (name === ada) await shot(page, 'join', { fullPage: true })
    assert.equal(new URL(page.url()).hash, '', 'the secret left the address bar')
    await button(page, 'Enter the consult').click()
    await inCall(page)
    pages[name] = page
  }
  pages[denis] = await joinWithFirefox(denis)
})

test('each decodes the video and receives the voice of each other one', async () => {
  await expectAllLive([...guests, denis], 3, 'at first')
  await shot(pages[ada], 'call-four')
  await shot(pages[denis], 'call-firefox')
})

test('a shared screen reaches the others', async () => {
  await button(pages[bob], /^Share/).click()
  for (const who of [ada, chloe]) {
    await pages[who].getByText(`${bob}’s screen`).first().waitFor({ timeout: 60_000 })
  }
  await expectLiveMedia(pages[chloe], 4, `${chloe} with the screen`, 90_000, 3)
  await shot(pages[chloe], 'call-screen')
  await button(pages[bob], 'Stop sharing').first().click()
})

test('others see that somebody muted, also after that person reloaded the page', async () => {
  const adaMuted = pages[chloe].getByRole('figure', { name: new RegExp(`^${ada}.*microphone off`) })
  await button(pages[ada], /^Microphone/).click()
  await adaMuted.waitFor()
  await pages[ada].reload()
  await inCall(pages[ada])
  await pages[ada].getByRole('button', { name: 'Microphone', pressed: false }).waitFor()
  await pages[ada].getByRole('button', { name: 'Camera', pressed: true }).waitFor({ timeout: 30_000 })
  // Muted before and after, Ada is heard by nobody, and seen by all.
  await pages[chloe].getByRole('figure', { name: new RegExp(`^${ada}.*no microphone`) }).waitFor()
  await expectLiveMedia(pages[chloe], 3, `${chloe} after Ada's reload`, 90_000, 2)
  await button(pages[ada], /^Microphone/).click()
  await expectAllLive([...guests, denis], 3, "after Ada's reload")
})

test('one leaves and returns', async () => {
  await button(pages[chloe], /^Leave/).click()
  await heading(pages[chloe], 'You left the consult')
  await button(pages[chloe], 'Return to the consult').click()
  await inCall(pages[chloe])
  await expectAllLive([ada, chloe], 3, 'after the return')
})

test('chat reaches all and survives kill -9', async () => {
  const text = 'Résultats reçus à 10 h'
  await button(pages[ada], /^Chat/).click()
  await pages[ada].getByLabel('Your message').fill(text)
  await pages[ada].getByLabel('Your message').press('Enter')
  await button(pages[chloe], /^Chat/).click()
  await pages[chloe].getByRole('log').getByText(text).waitFor()

  await consilium.kill9()
  await consilium.up()

  // Whoever was in the call is back without doing anything, and the message is there.
  await expectAllLive([...guests, denis], 3, 'after the restart')
  for (const who of [ada, chloe]) await pages[who].getByRole('log').getByText(text).waitFor()
})

test('names and messages of others are text, whatever they look like', async () => {
  const late = await chromiumPerson(chromium)
  await late.goto(consilium.joinLink)
  await joinWithLink(late, hostileName)
  await button(late, 'Enter without camera or microphone').click()
  await inCall(late)
  await button(late, /^Chat/).click()
  await late.getByRole('log').getByText('Résultats reçus à 10 h').waitFor({ timeout: 60_000 })
  await late.getByLabel('Your message').fill(hostileText)
  await late.getByLabel('Your message').press('Enter')

  for (const page of [pages[ada], pages[chloe], late]) {
    const log = page.getByRole('log')
    await log.getByText('javascript:window.broken').waitFor()
    assert.ok((await log.innerText()).includes('<script>window.broken=1</script> javascript:window.broken=1 <a href='))
    const links = await log.getByRole('link').evaluateAll((all) => all.map((link) => link.href))
    assert.deepEqual(links, ['https://example.org/'])
  }
  const page = pages[ada]
  await page.getByRole('figure', { name: hostileName }).waitFor()
  await button(page, /^People/).click()
  await page.getByRole('complementary', { name: 'People' }).getByText(hostileName).waitFor()
  await shot(page, 'call-hostile-name')
  await button(page, /^People/).click()
  for (const each of [pages[ada], pages[bob], pages[chloe], late]) {
    assert.equal(await each.evaluate('window.broken'), undefined)
    assert.equal(await each.locator('img, script:not([src])').count(), 0)
  }
  await button(late, /^Leave/).click()
  await heading(late, 'You left the consult')
  await late.context().close()
})

let lead

test('the lead removes one, who cannot come straight back', async () => {
  lead = await signedIn()
  await lead.getByRole('listitem').getByRole('link', { name: /^Join/ }).first().click()
  await heading(lead, 'Before you enter')
  for (const device of ['Microphone', 'Camera']) await lead.getByRole('button', { name: device, pressed: true }).click()
  await button(lead, 'Enter the consult').click()
  await inCall(lead)
  await button(lead, /^People/).click()
  await button(lead, `Actions for ${bob}`).click()
  await lead.getByRole('menuitem', { name: 'Remove from the consult' }).click()
  await lead.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await heading(pages[bob], 'You are no longer in this consult')
  await shot(pages[bob], 'removed')
  assert.equal(await button(pages[bob], /Return|Try again/).count(), 0)

  await pages[bob].reload()
  await heading(pages[bob], 'You are no longer in this consult')
  await pages[bob].goto('about:blank')
  await pages[bob].goto(consilium.joinLink)
  await heading(pages[bob], 'You are no longer in this consult')
  await eventually('the lead sees Bob gone', async () => (await button(lead, `Actions for ${bob}`).count()) === 0)
  await shot(lead, 'call-lead')
  await pages[bob].context().close()
})

test('the call is usable on a phone', async () => {
  const phone = await joinWithChromium('Fanny Mobile', {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  })
  await shot(phone, 'join-phone', { fullPage: true })
  await button(phone, 'Enter the consult').click()
  await inCall(phone)
  pages.phone = phone
  await expectLiveMedia(phone, 3, 'the phone', 120_000)
  const wide = await phone.evaluate('document.documentElement.scrollWidth')
  assert.ok(wide <= 390, `the call is ${wide} px wide`)
  await shot(phone, 'call-phone')
  await button(phone, /^Chat/).click()
  await phone.getByRole('log').getByText('Résultats reçus à 10 h').waitFor()
  await shot(phone, 'chat-phone')
})

test('attendance has a row for every arrival and says how each ended', async () => {
  const consultPage = lead.url().replace(/\/call$/, '')
  await button(lead, /^Leave/).click()
  await lead.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await lead.goto(consultPage)
  await lead.getByRole('tab', { name: 'Attendance' }).click()
  const expected = {
    // Reloaded, then the server was killed, then back.
    [ada]: ['Left', 'Connection lost', 'Present'],
    [bob]: ['Connection lost', 'Removed'],
    [chloe]: ['Left', 'Connection lost', 'Present'],
    [denis]: ['Connection lost', 'Present'],
    [hostileName]: ['Left'],
    'Fanny Mobile': ['Present'],
    'Dr Claire Martin': ['Left'],
  }
  await eventually('attendance tells all of it', async () => {
    const rows = await lead.getByRole('row').evaluateAll((all) => all.map((row) => row.innerText))
    for (const [name, ends] of Object.entries(expected)) {
      const own = rows.filter((row) => row.includes(name)).map((row) => ends.find((end) => row.includes(end)) ?? row)
      assert.deepEqual(own.sort(), [...ends].sort(), name)
    }
    return true
  })
  await shot(lead, 'attendance', { fullPage: true })
})

test('a guessed link and one that was used too often say so', async () => {
  const guess = await chromiumPerson(chromium)
  await guess.goto(`${consilium.url}/j#${'A'.repeat(43)}`)
  await heading(guess, 'This link no longer works')
  await guess.context().close()

  await lead.getByRole('tab', { name: 'Invitations' }).click()
  await button(lead, 'New invitation').first().click()
  await button(lead, 'Create the link').click()
  const link = await lead.getByLabel(/^Invitation link/).inputValue()
  for (const device of [1, 2, 3]) {
    const context = await chromium.newContext()
    const answer = await context.request.post(`${consilium.url}/api/v1/join/enter`, {
      headers: { Origin: consilium.url },
      data: { secret: link.split('#')[1], name: `Device ${device}` },
    })
    assert.equal(answer.status(), 200)
    await context.close()
  }
  const fourth = await chromiumPerson(chromium)
  await fourth.goto(link)
  await heading(fourth, 'This link no longer works')
  await shot(fourth, 'link-used-up')
})
