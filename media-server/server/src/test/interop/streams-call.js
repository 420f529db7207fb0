// The browser client library and the native one, both unmodified and in their default mode, in one room: media both ways,
// texts, files, calls of procedures and transcriptions pass through as they were sent; an operator sees afterwards what
// happened. Run by ClientInteropTest.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as pathOf } from 'node:path'
import { AudioFrame, AudioSource, LocalAudioTrack, Room, RoomEvent, TrackPublishOptions, TrackSource, dispose } from '@livekit/rtc-node'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'
import { openBrowsers, until } from './browser-page.js'

const [url, key, secret, internal] = process.argv.slice(2)

async function token (identity) {
  const access = new AccessToken(key, secret, { identity, ttl: 600 })
  access.addGrant({ roomJoin: true, room: 'mixed', canUpdateOwnMetadata: true })
  return access.toJwt()
}

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex')
const folder = mkdtempSync(pathOf(tmpdir(), 'streams-'))
const browsers = await openBrowsers()
const native = new Room()
let tab
try {
  tab = await browsers.page('ada')
  await tab.evaluate(([url, token]) => window.join(url, token), [url, await token('ada')])
  await tab.evaluate(() => window.receiveStreams())
  console.log('ok the browser connects')

  const got = { texts: [], files: [], subscribed: 0, attributes: {} }
  native.registerTextStreamHandler('notes', async (reader, from) => got.texts.push([from.identity, await reader.readAll()]))
  native.registerByteStreamHandler('files', async (reader, from) => {
    const chunks = await reader.readAll()
    got.files.push([from.identity, hash(Buffer.concat(chunks))])
  })
  native.on(RoomEvent.TrackSubscribed, () => got.subscribed++)
  native.on(RoomEvent.ParticipantAttributesChanged, (_, participant) => { got.attributes = participant.attributes })
  await native.connect(url, await token('bob'), { autoSubscribe: true, dynacast: true })
  console.log('ok the native library connects')

  await tab.evaluate(() => window.publish())
  await until('the native library receives microphone and camera', () => got.subscribed, (n) => n === 2)
  const audio = new AudioSource(48000, 1)
  let running = true
  const tone = (async () => {
    const samples = new Int16Array(480).map((_, i) => 8000 * Math.sin(2 * Math.PI * i / 48))
    while (running) await audio.captureFrame(new AudioFrame(samples, 48000, 1, 480))
  })()
  const microphone = await native.localParticipant.publishTrack(LocalAudioTrack.createAudioTrack('microphone', audio),
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }))
  await until('the browser hears the native library', () => tab.evaluate(() => window.media()), (m) => m.bob?.audioPackets > 50)

  // Far longer than one packet; of several bytes a character.
  const long = 'Überweisung — résumé 診断 '.repeat(4000)
  await tab.evaluate((text) => room.localParticipant.sendText(text, { topic: 'notes' }), long)
  await until('a long text reaches the native library', () => got.texts, (t) => t.length === 1)
  assert.deepEqual(got.texts[0], ['ada', long])
  await native.localParticipant.sendText(long, { topic: 'notes', destinationIdentities: ['ada'] })
  await until('a long text reaches the browser', () => tab.evaluate(() => window.streams.texts.length), (n) => n === 1)
  assert.deepEqual(await tab.evaluate(() => window.streams.texts[0]), ['bob', long])

  const bytes = randomBytes(300_000)
  await tab.evaluate((data) => room.localParticipant.sendFile(
    new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], 'scan.bin'), { topic: 'files' }), bytes.toString('base64'))
  await until('a file reaches the native library', () => got.files, (f) => f.length === 1)
  assert.deepEqual(got.files[0], ['ada', hash(bytes)])
  const file = pathOf(folder, 'scan.bin')
  writeFileSync(file, bytes)
  await native.localParticipant.sendFile(file, { topic: 'files' })
  await until('a file reaches the browser', () => tab.evaluate(() => window.streams.files.length), (n) => n === 1)
  assert.deepEqual(await tab.evaluate(() => window.streams.files[0]), ['bob', hash(bytes)])

  native.localParticipant.registerRpcMethod('greet', async (call) => `hello ${call.payload} from ${call.callerIdentity}`)
  assert.equal(await tab.evaluate(() => room.localParticipant.performRpc({ destinationIdentity: 'bob', method: 'greet', payload: 'bob' })),
    'hello bob from ada')
  await tab.evaluate(() => room.registerRpcMethod('greet', async (call) => `hello ${call.payload} from ${call.callerIdentity}`))
  assert.equal(await native.localParticipant.performRpc({ destinationIdentity: 'ada', method: 'greet', payload: 'ada' }), 'hello ada from bob')
  console.log('ok procedures are called both ways')

  await tab.evaluate(() => room.localParticipant.setAttributes({ role: 'lead' }))
  await until('an attribute reaches the native library', () => got.attributes.role, (role) => role === 'lead')

  // What another server says of the room and of those in it reaches both libraries.
  const rooms = new RoomServiceClient(url.replace('ws', 'http'), key, secret)
  await rooms.updateRoomMetadata('mixed', 'round')
  await until('the browser learns the room\'s metadata', () => tab.evaluate(() => room.metadata), (metadata) => metadata === 'round')
  await until('the native library learns the room\'s metadata', () => native.metadata, (metadata) => metadata === 'round')
  await native.localParticipant.updateMetadata('on call')
  await until('the browser learns a participant\'s metadata', () => tab.evaluate(() => room.remoteParticipants.get('bob').metadata), (metadata) => metadata === 'on call')
  await rooms.updateParticipant('mixed', 'ada', { permission: { canPublish: true, canSubscribe: true, canPublishData: false, canUpdateMetadata: true } })
  await until('the browser learns that it may send no data', () => tab.evaluate(() => room.localParticipant.permissions.canPublishData), (may) => may === false)
  await rooms.updateParticipant('mixed', 'ada', { permission: { canPublish: false, canSubscribe: true, canPublishData: true, canUpdateMetadata: true } })
  await until('the native library sees what ada may not publish any more gone', () => native.remoteParticipants.get('ada').trackPublications.size, (n) => n === 0)
  await rooms.updateParticipant('mixed', 'ada', { permission: { canPublish: true, canSubscribe: true, canPublishData: true, canUpdateMetadata: true } })
  await until('the browser may publish again', () => tab.evaluate(() => room.localParticipant.permissions.canPublish), (may) => may)
  await tab.evaluate(() => window.publish())
  await until('the native library receives both again', () => native.remoteParticipants.get('ada').trackPublications.size, (n) => n === 2)

  await tab.evaluate(() => room.on(lk.RoomEvent.TranscriptionReceived,
    (segments, from) => { window.said = [from?.identity, segments.map((segment) => segment.text)] }))
  await native.localParticipant.publishTranscription({ participantIdentity: 'bob', trackSid: microphone.sid,
    segments: [{ id: 's1', text: 'bonne journée', startTime: 0n, endTime: 10n, final: true, language: 'fr' }] })
  await until('a transcription reaches the browser', () => tab.evaluate(() => window.said), (said) => said)
  assert.deepEqual(await tab.evaluate(() => window.said), ['bob', ['bonne journée']])

  const operator = await browsers.page('operator')
  await operator.goto(`${internal}/timeline?room=mixed`)
  const lanes = () => operator.evaluate(() => [...document.querySelectorAll('section')].map((person) =>
    [person.querySelector('h2').textContent.split(' ')[0], ...[...person.querySelectorAll('svg text')].map((it) => it.textContent.split(' ')[0])]))
  const drawn = await until('the operator sees who was there', lanes, (people) => people.length === 2)
  for (const [person, kinds] of [['ada', ['connection', 'sends', 'receives']], ['bob', ['connection', 'sends', 'receives']]]) {
    for (const kind of kinds) assert.ok(drawn.find(([name]) => name === person).includes(kind), `${person} ${kind}`)
  }
  const downloaded = await (await fetch(`${internal}/histories/mixed`)).json()
  assert.deepEqual(downloaded.participants.map((it) => it.identity), ['ada', 'bob'])

  running = false
  await tone
  await native.disconnect()
  await until('the browser sees the native library gone', () => tab.evaluate(() => room.remoteParticipants.size), (n) => n === 0)
  console.log('done')
} catch (error) {
  if (tab) console.log(await tab.evaluate(() => window.state()).catch(() => 'gone'))
  throw error
} finally {
  await browsers.close()
  rmSync(folder, { recursive: true, force: true })
}
await dispose()
process.exit(0)
