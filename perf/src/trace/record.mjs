// Records what a real encoder makes: the size, kind and temporal layer of every frame that Chromium's
// VP8 encoder and Opus encoder hand to the packetizer. Run it on a machine that does nothing else:
//
//   node perf/src/trace/record.mjs PATH_OF_PLAYWRIGHT_CORE > perf/src/main/resources/org/consilium/perf/load/media/camera.trace
//
// The picture is a canvas of 1280x720 at 30 frames per second: a large soft shape that sways like a
// speaker, grain like a webcam's, now and then a fast movement. Three encoders take it at a quarter,
// half and full size with the bitrates the browser library gives to simulcast layers; the keyframes
// are asked for.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const { chromium } = createRequire(import.meta.url)(process.argv[2] ?? 'playwright-core')
const SECONDS = 20

const server = createServer((_, response) => {
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><title>trace</title>')
})
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
})
try {
  const page = await browser.newPage()
  await page.goto(`http://localhost:${server.address().port}/`)
  const { frames, version } = await page.evaluate(record, SECONDS)
  print(frames, version)
} finally {
  await browser.close()
  server.close()
}

function print(frames, version) {
  console.log('# Frames of a real encoder; see perf/src/trace/record.mjs. ' + version)
  console.log('# layer (q h f: VP8 at 180, 360, 720 lines; a: Opus), K keyframe or D, temporal layer, bytes')
  for (const { layer, key, temporal, bytes } of frames) {
    console.log(`${layer} ${key ? 'K' : 'D'} ${temporal} ${bytes}`)
  }
}

async function record(seconds) {
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const context = canvas.getContext('2d')
  const grain = document.createElement('canvas')
  grain.width = grain.height = 512
  const pixels = new ImageData(512, 512)
  for (let i = 0; i < pixels.data.length; i += 4) {
    pixels.data[i] = pixels.data[i + 1] = pixels.data[i + 2] = Math.random() * 255
    pixels.data[i + 3] = 255
  }
  grain.getContext('2d').putImageData(pixels, 0, 0)
  const draw = () => {
    const t = performance.now() / 1000
    const hasty = t % 7 > 6 ? 8 : 1
    context.globalAlpha = 1
    context.fillStyle = '#5b6b74'
    context.fillRect(0, 0, 1280, 720)
    context.fillStyle = '#c9a48a'
    context.beginPath()
    context.ellipse(640 + 40 * Math.sin(t * 1.3 * hasty), 330 + 12 * Math.sin(t * 2.1), 150, 200, 0.05 * Math.sin(t), 0, 7)
    context.fill()
    context.fillStyle = '#2c3e50'
    context.fillRect(400 + 30 * Math.sin(t * 1.3), 520, 480, 200)
    context.fillStyle = '#5a2d2d'
    context.fillRect(600 + 40 * Math.sin(t * 1.3 * hasty), 420, 80, 10 + 12 * Math.abs(Math.sin(t * 9)))
    context.globalAlpha = 0.1
    for (let x = 0; x < 1280; x += 512) {
      for (let y = 0; y < 720; y += 512) {
        context.drawImage(grain, x - Math.random() * 90, y - Math.random() * 90)
      }
    }
  }
  draw()
  setInterval(draw, 33)
  const video = canvas.captureStream(30).getVideoTracks()[0]

  // Words of a few hundred milliseconds with pauses, so that Opus has something to vary over.
  const audio = new AudioContext({ sampleRate: 48000 })
  const sink = audio.createMediaStreamDestination()
  const voice = audio.createOscillator()
  voice.type = 'sawtooth'
  const loudness = audio.createGain()
  voice.connect(loudness).connect(sink)
  voice.start()
  setInterval(() => {
    voice.frequency.setTargetAtTime(100 + 90 * Math.random(), audio.currentTime, 0.05)
    loudness.gain.setTargetAtTime(Math.random() < 0.3 ? 0.001 : 0.3, audio.currentTime, 0.03)
  }, 180)

  const frames = []
  const sending = new RTCPeerConnection({ encodedInsertableStreams: true })
  const receiving = new RTCPeerConnection({ encodedInsertableStreams: true })
  sending.onicecandidate = (e) => e.candidate && receiving.addIceCandidate(e.candidate)
  receiving.onicecandidate = (e) => e.candidate && sending.addIceCandidate(e.candidate)
  receiving.ontrack = (e) => {
    const streams = e.receiver.createEncodedStreams()
    streams.readable.pipeTo(streams.writable)
    if (e.track.kind === 'video') {
      const element = document.createElement('video')
      element.muted = true
      element.srcObject = new MediaStream([e.track])
      element.play()
    }
  }
  let recording = false
  const senders = []
  const add = (track, layer, encoding) => {
    const transceiver = sending.addTransceiver(track, { direction: 'sendonly', sendEncodings: [encoding] })
    const streams = transceiver.sender.createEncodedStreams()
    streams.readable
      .pipeThrough(
        new TransformStream({
          transform(frame, controller) {
            if (recording) {
              frames.push({
                layer,
                key: frame.type === 'key',
                temporal: frame.getMetadata().temporalIndex ?? 0,
                bytes: frame.data.byteLength,
              })
            }
            controller.enqueue(frame)
          },
        }),
      )
      .pipeTo(streams.writable)
    if (track.kind === 'video') {
      transceiver.setCodecPreferences(
        RTCRtpSender.getCapabilities('video').codecs.filter((c) => c.mimeType === 'video/VP8' || c.mimeType === 'video/rtx'),
      )
      senders.push(transceiver.sender)
    }
  }
  const layer = (name, scale, bps) =>
    add(video.clone(), name, { scaleResolutionDownBy: scale, maxBitrate: bps, maxFramerate: 30, scalabilityMode: 'L1T3' })
  layer('q', 4, 160_000)
  layer('h', 2, 450_000)
  layer('f', 1, 1_700_000)
  add(sink.stream.getAudioTracks()[0], 'a', { maxBitrate: 32_000 })
  await sending.setLocalDescription()
  await receiving.setRemoteDescription(sending.localDescription)
  await receiving.setLocalDescription()
  await sending.setRemoteDescription(receiving.localDescription)
  for (const sender of senders) {
    const parameters = sender.getParameters()
    parameters.degradationPreference = 'maintain-resolution'
    await sender.setParameters(parameters)
  }
  await new Promise((done) => setTimeout(done, 10_000)) // until the bandwidth estimate allows all of it
  recording = true
  for (let i = 0; i < seconds; i++) {
    if (i % 5 === 0) {
      for (const sender of senders) {
        const parameters = sender.getParameters()
        await sender.setParameters(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) })
      }
    }
    await new Promise((done) => setTimeout(done, 1_000))
  }
  return { frames, version: navigator.userAgent.match(/(Headless)?Chrom[^ ]*/)[0] }
}
