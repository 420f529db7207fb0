// A page with the browser client library, and what the tests ask of it. Serves the page from localhost, because
// getUserMedia needs a secure context.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import puppeteer from 'puppeteer-core'

const library = readFileSync(new URL('./node_modules/livekit-client/dist/livekit-client.umd.js', import.meta.url))
const page = `<!doctype html><meta charset="utf-8"><title>call</title><script src="/client.js"></script><script>
const lk = LivekitClient
window.log = []
window.data = []
window.join = async (url, token, options = {}) => {
  const room = new lk.Room({ ...options })
  window.room = room
  for (const name of ['Reconnecting', 'SignalReconnecting', 'Reconnected', 'Disconnected', 'TrackMuted', 'TrackUnmuted',
    'TrackUnpublished', 'ParticipantConnected', 'ParticipantDisconnected', 'ParticipantActive']) {
    room.on(lk.RoomEvent[name], (...args) => window.log.push(name + (name === 'Disconnected' ? ':' + args[0] : '')))
  }
  room.on(lk.RoomEvent.TrackSubscribed, (track) => {
    const element = track.attach()
    element.muted = true
    document.body.append(element)
  })
  room.on(lk.RoomEvent.DataReceived, (bytes, from, kind, topic) =>
    window.data.push({ length: bytes.length, from: from?.identity, topic, sum: bytes.reduce((a, b) => (a + b) % 65536, 0) }))
  await room.connect(url, token)
}
window.publish = async () => {
  await room.localParticipant.enableCameraAndMicrophone()
  return [...room.localParticipant.trackPublications.values()].map((p) => p.trackSid)
}
// A camera of 960x540 in three layers: simulcast, or spatial and temporal layers in one stream.
window.publishCodec = async (codec, mode) => {
  const track = await lk.createLocalVideoTrack({ resolution: { width: 960, height: 540, frameRate: 20 } })
  const options = { videoCodec: codec, backupCodec: false, source: lk.Track.Source.Camera, degradationPreference: 'maintain-resolution',
    videoEncoding: { maxBitrate: 1_500_000, maxFramerate: 20 } }
  if (mode === 'simulcast') {
    options.simulcast = true
    options.videoSimulcastLayers = [new lk.VideoPreset(240, 135, 150_000, 20), new lk.VideoPreset(480, 270, 400_000, 20)]
  } else {
    options.scalabilityMode = mode
  }
  await room.localParticipant.publishTrack(track, options)
}
window.leave = async () => {
  for (const publication of room.localParticipant.trackPublications.values()) publication.track?.stop()
  await room.disconnect()
  document.body.replaceChildren()
}
window.sentSizes = async () => {
  const track = room.localParticipant.getTrackPublication(lk.Track.Source.Camera).track
  const sizes = []
  for (const stat of (await track.getRTCStatsReport()).values()) {
    if (stat.type === 'outbound-rtp' && stat.framesEncoded > 0) {
      sizes.push({ rid: stat.rid ?? '-', width: stat.frameWidth, height: stat.frameHeight, mode: stat.scalabilityMode, encoder: stat.encoderImplementation })
    }
  }
  return sizes
}
// The video of the only other participant, watched picture by picture.
window.theirs = () => [...room.remoteParticipants.values()][0]?.getTrackPublication(lk.Track.Source.Camera)
window.ask = (quality) => window.theirs().setVideoQuality(lk.VideoQuality[quality])
window.resetFreeze = () => { window.gaps = { last: performance.now(), longest: 0 } }
window.watched = async () => {
  const publication = window.theirs()
  const element = publication?.track?.attachedElements[0]
  const now = { frames: 0, width: 0, longestGap: 0 }
  if (!element) return now
  if (element !== window.watchedElement) {
    window.watchedElement = element
    window.resetFreeze()
    const onFrame = () => {
      const at = performance.now()
      window.gaps.longest = Math.max(window.gaps.longest, Math.round(at - window.gaps.last))
      window.gaps.last = at
      if (element === window.watchedElement) element.requestVideoFrameCallback(onFrame)
    }
    element.requestVideoFrameCallback(onFrame)
  }
  now.width = element.videoWidth
  now.longestGap = window.gaps.longest
  now.layers = publication.trackInfo?.layers?.length
  const report = await publication.track.getRTCStatsReport()
  for (const stat of report.values()) {
    if (stat.type === 'inbound-rtp') {
      now.frames = stat.framesDecoded ?? 0
      now.keyframes = stat.keyFramesDecoded
      now.freezes = stat.freezeCount
      now.decoder = stat.decoderImplementation
      now.codec = report.get(stat.codecId)?.mimeType ?? ''
    }
  }
  return now
}
// What arrives from each other participant: frames decoded and audio packets received, by track.
window.media = async () => {
  const result = {}
  for (const other of room.remoteParticipants.values()) {
    const of = (result[other.identity] = { frames: 0, width: 0, audioPackets: 0, audioEnergy: 0, muted: [] })
    for (const publication of other.trackPublications.values()) {
      if (publication.isMuted) of.muted.push(publication.source)
      const report = await publication.track?.getRTCStatsReport()
      for (const stat of report?.values() ?? []) {
        if (stat.type !== 'inbound-rtp') continue
        if (stat.kind === 'video') {
          of.frames += stat.framesDecoded ?? 0
          of.width = Math.max(of.width, stat.frameWidth ?? 0)
        } else {
          of.audioPackets += stat.packetsReceived ?? 0
          of.audioEnergy += stat.totalAudioEnergy ?? 0
        }
      }
    }
  }
  return result
}
// Everything worth knowing when something did not happen.
window.state = async () => {
  const lines = ['events ' + window.log.join(' ')]
  for (const participant of [room.localParticipant, ...room.remoteParticipants.values()]) {
    for (const publication of participant.trackPublications.values()) {
      lines.push([participant.identity, publication.source, publication.trackSid, publication.isMuted ? 'muted' : 'live',
        publication.isSubscribed ? 'subscribed' : '-', publication.track?.mediaStreamTrack.readyState,
        publication.track?.mediaStreamTrack.muted ? 'silent' : 'on',
        JSON.stringify(publication.track?.sender?.getParameters().encodings ?? [])].join(' '))
      for (const stat of (await publication.track?.getRTCStatsReport())?.values() ?? []) {
        if (stat.type === 'media-source') lines.push('  source frames ' + stat.frames)
        if (/^(in|out)bound-rtp$/.test(stat.type)) {
          lines.push('  ' + JSON.stringify({ type: stat.type, kind: stat.kind, mid: stat.mid, rid: stat.rid, ssrc: stat.ssrc,
            received: stat.packetsReceived, sent: stat.packetsSent, decoded: stat.framesDecoded, encoded: stat.framesEncoded, target: stat.targetBitrate, limited: stat.qualityLimitationReason }))
        }
      }
    }
  }
  for (const [name, transport] of [['publisher', room.engine?.pcManager?.publisher], ['subscriber', room.engine?.pcManager?.subscriber]]) {
    lines.push(name, transport?.pc?.localDescription?.sdp ?? '-', transport?.pc?.remoteDescription?.sdp ?? '-')
  }
  return lines.join('\\n')
}
// Texts and files of others, by who sent them; of files their hash.
window.receiveStreams = () => {
  window.streams = { texts: [], files: [] }
  room.registerTextStreamHandler('notes', async (reader, from) => window.streams.texts.push([from.identity, await reader.readAll()]))
  room.registerByteStreamHandler('files', async (reader, from) => {
    const whole = new Uint8Array(await new Blob(await reader.readAll()).arrayBuffer())
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
    window.streams.files.push([from.identity, [...digest].map((b) => b.toString(16).padStart(2, '0')).join('')])
  })
}
window.connections = () => [room.engine.pcManager.publisher, room.engine.pcManager.subscriber].filter((it) => it).length
window.layersSent = async () => {
  const track = room.localParticipant.getTrackPublication(lk.Track.Source.Camera).track
  const rids = []
  for (const stat of (await track.getRTCStatsReport()).values()) {
    if (stat.type === 'outbound-rtp' && stat.framesEncoded > 0) rids.push(stat.rid ?? '-')
  }
  return rids.sort()
}
window.send = async (length, reliable, topic) => {
  const bytes = new Uint8Array(length).map((_, i) => (i * 31 + 7) % 256)
  await room.localParticipant.publishData(bytes, { reliable, topic })
  return bytes.reduce((a, b) => (a + b) % 65536, 0)
}
// Packets of one byte, two, three ...: whoever receives them sees by their lengths which are missing or came twice.
window.sendCounted = async (count, topic, pauseMillis) => {
  for (let length = 1; length <= count; length++) {
    await room.localParticipant.publishData(new Uint8Array(length), { reliable: true, topic })
    await new Promise((resolve) => setTimeout(resolve, pauseMillis))
  }
}
window.counted = (topic) => window.data.filter((it) => it.topic === topic).map((it) => it.length)
</script>`

export async function openBrowsers () {
  const server = createServer((request, response) => {
    const isLibrary = request.url === '/client.js'
    response.writeHead(200, { 'content-type': isLibrary ? 'text/javascript' : 'text/html' })
    response.end(isLibrary ? library : page)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browsers = []
  return {
    // A browser of its own for each: within one, the fake camera delivers nothing any more after two pages have opened
    // it anew at the same moment, as they do when a server comes back.
    async page (name) {
      const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        headless: true,
        args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
          '--autoplay-policy=no-user-gesture-required']
      })
      browsers.push(browser)
      const context = await browser.newContext({ permissions: ['camera', 'microphone'] })
      const tab = await context.newPage()
      tab.on('pageerror', (error) => console.log(name, 'page error', error.message))
      tab.on('console', (message) => {
        if (process.env.TRACE || message.type() === 'error') console.log(name, message.text().slice(0, 300))
      })
      await tab.goto(`http://localhost:${server.address().port}/`)
      return tab
    },
    // Firefox does not talk to candidates on the loopback interface: the server must announce another address.
    async firefox (name) {
      const browser = await puppeteer.launch({
        browser: 'firefox',
        executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
        headless: true,
        protocolTimeout: 120_000,
        extraPrefsFirefox: {
          'media.navigator.streams.fake': true,
          'media.navigator.permission.disabled': true,
          'media.autoplay.default': 0,
          'media.peerconnection.ice.obfuscate_host_addresses': false
        }
      })
      browsers.push(browser)
      const tab = await browser.newPage()
      tab.on('pageerror', (error) => console.log(name, 'page error', error.message))
      await tab.goto(`http://localhost:${server.address().port}/`)
      return tab
    },
    async close () {
      await Promise.all(browsers.map((browser) => browser.close()))
      server.close()
    }
  }
}

// Looks again and again until it holds; tells what it last saw when it never does.
export async function until (what, look, holds, seconds = 30) {
  const deadline = Date.now() + seconds * 1000
  let seen
  while (Date.now() < deadline) {
    seen = await look()
    if (holds(seen)) {
      console.log('ok', what)
      return seen
    }
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`${what}: last seen ${JSON.stringify(seen)}`)
}
