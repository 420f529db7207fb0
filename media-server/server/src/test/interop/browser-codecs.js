// Every codec in layers, from Chromium to Chromium or Firefox: the receiver asks for each layer in turn, ten times up and down, and
// gets it without a stop in its picture; both on one connection each, or on two. Run by CodecInteropTest.
import assert from 'node:assert/strict'
import { AccessToken } from 'livekit-server-sdk'
import { openBrowsers, until } from './browser-page.js'

const [url, key, secret, cases, switches = '10', receiver = 'chromium', connections = 'single'] = process.argv.slice(2)

// The longest time without a new picture while layers are switched.
const LONGEST_FREEZE_MILLIS = 500

async function token (identity, room) {
  const access = new AccessToken(key, secret, { identity, ttl: 600 })
  access.addGrant({ roomJoin: true, room })
  return access.toJwt()
}

const browsers = await openBrowsers()
const ada = await browsers.page('ada')
const bob = await (receiver === 'firefox' ? browsers.firefox('bob') : browsers.page('bob'))

async function hold (codec, mode) {
  const room = `${codec}-${mode}`
  for (const [tab, identity] of [[ada, 'ada'], [bob, 'bob']]) {
    await tab.evaluate(([url, token]) => window.join(url, token, { adaptiveStream: false, dynacast: false, singlePeerConnection: connections === 'single' }), [url, await token(identity, room)])
  }
  await ada.evaluate(([codec, mode]) => window.publishCodec(codec, mode), [codec, mode])
  const watched = () => bob.evaluate(() => window.watched())
  await until(`${room}: bob sees ada`, watched, (now) => now.frames > 20, 60)
  const sent = await until(`${room}: ada sends all layers`, () => ada.evaluate(() => window.sentSizes()),
    (sizes) => Math.max(...sizes.map((size) => size.width)) >= 960, 60)
  const seen = await watched()
  assert.equal(seen.codec.toLowerCase(), `video/${codec}`, 'the codec that arrives')
  const full = Math.max(...sent.map((size) => size.width))
  const widths = { LOW: full / 4, MEDIUM: full / 2, HIGH: full }
  await until(`${room}: bob has the full picture`, watched, (now) => now.width === full, 60)
  await bob.evaluate(() => window.resetFreeze())
  const order = ['LOW', 'HIGH', 'MEDIUM', 'LOW', 'MEDIUM', 'HIGH', 'LOW', 'MEDIUM', 'HIGH', 'MEDIUM', 'HIGH', 'LOW', 'HIGH']
  const took = []
  for (const quality of order.slice(0, Number(switches) + 1)) {
    const start = Date.now()
    await bob.evaluate((quality) => window.ask(quality), quality)
    await until(`${room}: ${quality}`, watched, (now) => now.width === widths[quality], 20)
    took.push(Date.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
  const after = await watched()
  console.log('result', JSON.stringify({ codec, mode, receiver, connections, longestFreezeMillis: after.longestGap, switchMillis: took,
    framesDecoded: after.frames, keyframes: after.keyframes, decoder: after.decoder, freezes: after.freezes, sent, layers: after.layers }))
  assert.ok(after.longestGap <= LONGEST_FREEZE_MILLIS, `${room}: no picture for ${after.longestGap} ms`)
  for (const tab of [ada, bob]) await tab.evaluate(() => window.leave())
}

try {
  for (const each of cases.split(',')) await hold(...each.split(':'))
  console.log('done')
} catch (error) {
  for (const [name, tab] of [['ada', ada], ['bob', bob]]) {
    console.log(name, await tab.evaluate(() => window.state()).catch(() => 'gone'))
  }
  throw error
} finally {
  await browsers.close()
}
