// The browser client library, unmodified: two people in a call, ada in Chromium or Firefox, on one connection as is the
// library's default or on two, bob in Chromium the other way round. Run by ClientInteropTest.
import assert from 'node:assert/strict'
import { AccessToken } from 'livekit-server-sdk'
import { openBrowsers, until } from './browser-page.js'

const [url, key, secret, control, browser, connections] = process.argv.slice(2)
const inFirefox = browser === 'firefox'

async function token (identity) {
  const access = new AccessToken(key, secret, { identity, name: identity, ttl: 600 })
  access.addGrant({ roomJoin: true, room: 'browsers', canUpdateOwnMetadata: true })
  return access.toJwt()
}

const browsers = await openBrowsers()
let ada, bob
try {
  ada = await (inFirefox ? browsers.firefox('ada') : browsers.page('ada'))
  bob = await browsers.page('bob')
  const join = async (tab, identity, options = {}) =>
    tab.evaluate(([url, token, options]) => window.join(url, token, options), [url, await token(identity), options])
  const media = (tab, identity) => async () => (await tab.evaluate(() => window.media()))[identity] ?? { frames: 0, audioPackets: 0, muted: [] }
  const log = (tab) => () => tab.evaluate(() => window.log)
  const flows = async (what, tab, identity, seconds) => {
    const start = await media(tab, identity)()
    await until(what, media(tab, identity),
      (now) => now.frames > start.frames + 10 && now.audioPackets > start.audioPackets + 20, seconds)
  }

  const single = connections === 'single'
  await join(ada, 'ada', { singlePeerConnection: single })
  console.log('ok ada connects to an empty room')
  await join(bob, 'bob', { singlePeerConnection: !single })
  assert.deepEqual(await Promise.all([ada, bob].map((tab) => tab.evaluate(() => window.connections()))), single ? [1, 2] : [2, 1])
  console.log('ok bob connects')

  await ada.evaluate(() => window.publish())
  await bob.evaluate(() => window.publish())
  await flows('bob sees and hears ada', bob, 'ada')
  await flows('ada sees and hears bob', ada, 'bob')
  await until('ada sends her camera in layers', () => ada.evaluate(() => window.layersSent()), (rids) => rids.length >= 2)

  for (const reliable of [true, false]) {
    for (const length of [1, 1024, 60 * 1024]) {
      const topic = `${reliable ? 'reliable' : 'lossy'}-${length}`
      const sum = await ada.evaluate(([l, r, t]) => window.send(l, r, t), [length, reliable, topic])
      const got = await until(`data ${topic}`, () => bob.evaluate((t) => window.data.find((d) => d.topic === t), topic), (d) => d)
      assert.deepEqual(got, { length, from: 'ada', topic, sum })
    }
  }

  await ada.evaluate(() => room.localParticipant.setMicrophoneEnabled(false))
  await until('bob sees ada muted', media(bob, 'ada'), (now) => now.muted.includes('microphone'))
  await ada.evaluate(() => room.localParticipant.setMicrophoneEnabled(true))
  await until('bob sees ada unmuted', media(bob, 'ada'), (now) => now.muted.length === 0)

  await ada.evaluate(() => room.localParticipant.setName('Dr Ada'))
  await until('bob sees the new name', () => bob.evaluate(() => room.remoteParticipants.get('ada').name), (n) => n === 'Dr Ada')

  // Each loses its socket, comes back with a restart of ICE, and nothing of what is said meanwhile is lost or comes twice.
  const counted = Array.from({ length: 60 }, (_, i) => i + 1)
  for (const [name, tab, other] of [['ada', ada, bob], ['bob', bob, ada]]) {
    const sent = [[tab, `from-${name}`], [other, `to-${name}`]].map(([from, topic]) =>
      from.evaluate(([topic]) => window.sendCounted(60, topic, 100), [topic]))
    await tab.evaluate(() => { window.log.length = 0; room.engine.client.ws.close() })
    await until(`${name} notices the cut socket`, log(tab), (l) => l.some((e) => e.endsWith('econnecting')))
    await until(`${name} is back after the socket was cut`, log(tab), (l) => l.includes('Reconnected'))
    assert.ok(!(await log(tab)()).some((e) => e.startsWith('Disconnected')))
    assert.ok(!(await log(tab)()).includes('Reconnecting'), 'resumed, not joined anew')
    await Promise.all(sent)
    for (const [to, topic] of [[other, `from-${name}`], [tab, `to-${name}`]]) {
      const got = await until(`data ${topic} across the cut`, () => to.evaluate(([topic]) => window.counted(topic), [topic]),
        (lengths) => lengths.includes(60))
      assert.deepEqual(got, counted)
    }
  }
  await flows('bob still sees and hears ada', bob, 'ada')
  await flows('ada still sees and hears bob', ada, 'bob')

  await ada.evaluate(() => room.localParticipant.unpublishTrack(room.localParticipant.getTrackPublication('camera').track))
  await until('bob sees the camera gone', () => bob.evaluate(() => room.remoteParticipants.get('ada').getTrackPublication('camera') === undefined), (gone) => gone)
  await ada.evaluate(() => room.localParticipant.setCameraEnabled(true))
  await flows('bob sees the camera again', bob, 'ada')

  await Promise.all([ada, bob].map((tab) => tab.evaluate(() => { window.log.length = 0 })))
  assert.equal((await fetch(`${control}/restart`, { method: 'POST' })).status, 200)
  for (const [name, tab] of [['ada', ada], ['bob', bob]]) {
    await until(`${name} is back after the server restarted`, log(tab), (l) => l.includes('Reconnected'), 60)
  }
  await flows('bob sees and hears ada again', bob, 'ada', 60)
  await flows('ada sees and hears bob again', ada, 'bob', 60)

  await ada.evaluate(() => room.disconnect())
  await until('bob sees ada gone', () => bob.evaluate(() => room.remoteParticipants.size), (n) => n === 0)
  console.log('done')
} catch (error) {
  for (const [name, tab] of [['ada', ada], ['bob', bob]]) {
    if (tab) console.log(name, await tab.evaluate(() => window.state()).catch(() => 'gone'))
  }
  throw error
} finally {
  await browsers.close()
}
