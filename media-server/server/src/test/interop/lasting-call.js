// A call that goes on while somebody attacks the server: one publishes, one receives and says every quarter of a second how
// much has come so far. The native client library, unmodified. Run by the adversary tests of the standalone program.
import {
  AudioFrame, AudioSource, AudioStream, LocalAudioTrack, LocalVideoTrack, Room, RoomEvent, TrackKind,
  TrackPublishOptions, TrackSource, VideoBufferType, VideoFrame, VideoSource, VideoStream
} from '@livekit/rtc-node'

const [url, speakerToken, listenerToken] = process.argv.slice(2)
const WIDTH = 320
const HEIGHT = 180
const seen = { video: 0, audio: 0, disconnected: 0 }

async function join (token) {
  const room = new Room()
  room.on(RoomEvent.TrackSubscribed, async (track) => {
    const video = track.kind === TrackKind.KIND_VIDEO
    for await (const _ of video ? new VideoStream(track) : new AudioStream(track)) {
      if (video) seen.video++
      else seen.audio++
    }
  })
  room.on(RoomEvent.Disconnected, () => seen.disconnected++)
  room.on(RoomEvent.Reconnecting, () => seen.disconnected++)
  await room.connect(url, token, { autoSubscribe: true, dynacast: false })
  return room
}

const speaker = await join(speakerToken)
await join(listenerToken)
const video = new VideoSource(WIDTH, HEIGHT)
const audio = new AudioSource(48000, 1)
await speaker.localParticipant.publishTrack(LocalVideoTrack.createVideoTrack('camera', video),
  new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: false }))
await speaker.localParticipant.publishTrack(LocalAudioTrack.createAudioTrack('microphone', audio),
  new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }))

setInterval(() => console.log(`video=${seen.video} audio=${seen.audio} disconnected=${seen.disconnected}`), 250)
let n = 0
setInterval(() => {
  const picture = new Uint8Array(WIDTH * HEIGHT * 3 / 2).fill(n++ % 255)
  video.captureFrame(new VideoFrame(picture, WIDTH, HEIGHT, VideoBufferType.I420))
}, 66)
// Whoever runs this closes its input to end it.
process.stdin.on('end', () => process.exit(0)).resume()
const samples = new Int16Array(480).map((_, i) => 8000 * Math.sin(2 * Math.PI * i / 48))
while (true) await audio.captureFrame(new AudioFrame(samples, 48000, 1, 480))
