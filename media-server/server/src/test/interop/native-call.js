// The native client library behind the Node package, unmodified: two people in a call. Run by ClientInteropTest.
import assert from 'node:assert/strict'
import {
  AudioFrame, AudioSource, AudioStream, LocalAudioTrack, LocalVideoTrack, Room, RoomEvent, TrackKind,
  TrackPublishOptions, TrackSource, VideoBufferType, VideoFrame, VideoSource, VideoStream, dispose
} from '@livekit/rtc-node'
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk'

const [url, key, secret] = process.argv.slice(2)
const WIDTH = 640
const HEIGHT = 360

async function join (identity) {
  const access = new AccessToken(key, secret, { identity, ttl: 600 })
  access.addGrant({ roomJoin: true, room: 'natives', canUpdateOwnMetadata: true })
  const room = new Room()
  const seen = { frames: 0, audio: 0, data: [], events: [] }
  room.on(RoomEvent.TrackSubscribed, async (track) => {
    seen.events.push('subscribed')
    const stream = track.kind === TrackKind.KIND_VIDEO ? new VideoStream(track) : new AudioStream(track)
    for await (const _ of stream) {
      if (track.kind === TrackKind.KIND_VIDEO) seen.frames++
      else seen.audio++
    }
  })
  room.on(RoomEvent.TrackMuted, () => seen.events.push('muted'))
  room.on(RoomEvent.TrackUnpublished, () => seen.events.push('unpublished'))
  room.on(RoomEvent.ParticipantDisconnected, () => seen.events.push('left'))
  room.on(RoomEvent.DataReceived, (bytes, from, kind, topic) => seen.data.push({ length: bytes.length, from: from?.identity, topic }))
  await room.connect(url, await access.toJwt(), { autoSubscribe: true, dynacast: false })
  console.log('ok', identity, 'connects')
  return { room, seen }
}

async function until (what, holds, seconds = 30) {
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline) {
    if (holds()) {
      console.log('ok', what)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${what}: not within ${seconds} s`)
}

const ada = await join('ada')
const bob = await join('bob')

const video = new VideoSource(WIDTH, HEIGHT)
const audio = new AudioSource(48000, 1)
let running = true
const pictures = (async () => {
  for (let n = 0; running; n++) {
    const data = new Uint8Array(WIDTH * HEIGHT * 3 / 2).fill(n % 255)
    video.captureFrame(new VideoFrame(data, WIDTH, HEIGHT, VideoBufferType.I420))
    await new Promise((resolve) => setTimeout(resolve, 66))
  }
})()
const tone = (async () => {
  const samples = new Int16Array(480).map((_, i) => 8000 * Math.sin(2 * Math.PI * i / 48))
  while (running) await audio.captureFrame(new AudioFrame(samples, 48000, 1, 480))
})()

const camera = LocalVideoTrack.createVideoTrack('camera', video)
const microphone = LocalAudioTrack.createAudioTrack('microphone', audio)
const cameraPublication = await ada.room.localParticipant.publishTrack(camera,
  new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: true }))
const microphonePublication = await ada.room.localParticipant.publishTrack(microphone, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }))
console.log('ok ada publishes')
await until('bob sees ada', () => bob.seen.frames > 20)
await until('bob hears ada', () => bob.seen.audio > 50)

for (const reliable of [true, false]) {
  for (const length of [1, 1024, 60 * 1024]) {
    const topic = `${reliable ? 'reliable' : 'lossy'}-${length}`
    await ada.room.localParticipant.publishData(new Uint8Array(length).fill(7), { reliable, topic })
    await until(`data ${topic}`, () => bob.seen.data.some((d) => d.topic === topic))
    assert.deepEqual(bob.seen.data.find((d) => d.topic === topic), { length, from: 'ada', topic })
  }
}

bob.room.localParticipant.registerRpcMethod('greet', async (call) => `hello ${call.payload} from ${call.callerIdentity}`)
assert.equal(await ada.room.localParticipant.performRpc({ destinationIdentity: 'bob', method: 'greet', payload: 'world' }),
  'hello world from ada')
console.log('ok call of a procedure')

await ada.room.localParticipant.setAttributes({ role: 'lead' })
await until('bob sees the attribute', () => bob.room.remoteParticipants.get('ada')?.attributes.role === 'lead')

// This package cannot mute a track of its own; an admin can.
const admin = new RoomServiceClient(url.replace('ws', 'http'), key, secret)
assert.equal((await admin.mutePublishedTrack('natives', 'ada', microphonePublication.sid, true)).muted, true)
await until('bob sees ada muted', () => bob.seen.events.includes('muted'))
await ada.room.localParticipant.unpublishTrack(cameraPublication.sid)
await until('bob sees the camera gone', () => bob.seen.events.includes('unpublished'))

running = false
await Promise.all([pictures, tone])
await ada.room.disconnect()
await until('bob sees ada gone', () => bob.seen.events.includes('left'))
await bob.room.disconnect()
await dispose()
console.log('done')
process.exit(0)
