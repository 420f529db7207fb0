// A third-party server SDK against our RoomService and webhooks. Run by ServerSdkTest, which puts somebody
// called "ada" into the room "ward" and forwards the webhooks it received on standard input.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { DataPacket_Kind, RoomServiceClient, TrackSource, WebhookReceiver } from 'livekit-server-sdk'

const [url, key, secret] = process.argv.slice(2)
const rooms = new RoomServiceClient(url, key, secret)

const created = await rooms.createRoom({ name: 'theatre', emptyTimeout: 60, maxParticipants: 4 })
assert.equal(created.name, 'theatre')
assert.equal(created.maxParticipants, 4)
assert.deepEqual((await rooms.listRooms()).map((room) => room.name).sort(), ['theatre', 'ward'])
assert.deepEqual((await rooms.listRooms(['ward'])).map((room) => room.name), ['ward'])

const [ada] = await rooms.listParticipants('ward')
assert.equal(ada.identity, 'ada')
const camera = ada.tracks.find((track) => track.source === TrackSource.CAMERA)
assert.ok(camera, 'the camera is listed')
assert.equal((await rooms.getParticipant('ward', 'ada')).sid, ada.sid)

const muted = await rooms.mutePublishedTrack('ward', 'ada', camera.sid, true)
assert.equal(muted.muted, true)

const updated = await rooms.updateParticipant('ward', 'ada', { name: 'Dr Ada', attributes: { role: 'lead' } })
assert.equal(updated.name, 'Dr Ada')
assert.equal(updated.attributes.role, 'lead')
assert.equal((await rooms.updateRoomMetadata('ward', 'round')).metadata, 'round')
await rooms.updateSubscriptions('ward', 'ada', [camera.sid], false)
await rooms.sendData('ward', new TextEncoder().encode('hello'), DataPacket_Kind.RELIABLE, { topic: 'chat' })

await rooms.removeParticipant('ward', 'ada')
assert.deepEqual(await rooms.listParticipants('ward'), [])
await assert.rejects(rooms.removeParticipant('ward', 'ada'), /does not exist/)
await rooms.deleteRoom('theatre')
assert.deepEqual((await rooms.listRooms()).map((room) => room.name), ['ward'])

const stranger = new RoomServiceClient(url, key, 'not the secret, but long enough for one')
await assert.rejects(stranger.listRooms())

const receiver = new WebhookReceiver(key, secret)
const webhooks = JSON.parse(readFileSync(0, 'utf8'))
assert.ok(webhooks.length > 0)
for (const { body, authorization } of webhooks) {
  const event = await receiver.receive(body, authorization)
  console.log(event.event, event.room.name, event.participant?.identity ?? '-')
  await assert.rejects(receiver.receive(body + ' ', authorization), 'a changed body is refused')
}
