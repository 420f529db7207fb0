// Real browsers with fake cameras and microphones.
import { chromium } from 'playwright-core'
import puppeteer from 'puppeteer-core'

/** Keeps the page's peer connections in sight, so that a test can read their statistics. */
function watchPeerConnections() {
  const connections = []
  window.e2eConnections = connections
  const Real = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Real {
    constructor(...options) {
      super(...options)
      connections.push(this)
    }
  }
}

export async function launchChromium() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--auto-select-desktop-capture-source=Entire screen',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/** A person with a browser of their own: cookies and storage are shared with nobody. */
export async function chromiumPerson(browser, options = {}) {
  const context = await browser.newContext({
    permissions: ['camera', 'microphone'],
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  await context.addInitScript(watchPeerConnections)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error('page error:', error.message))
  return page
}

export async function launchFirefox() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
    protocolTimeout: 120_000,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'intl.accept_languages': 'en-GB, en',
    },
  })
}

export async function firefoxPerson(browser) {
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 800 })
  await page.evaluateOnNewDocument(watchPeerConnections)
  return page
}

/**
 * What a page receives: frames decoded by video track, packets and energy by audio track. The same
 * for a page of either driver.
 */
export function received(page) {
  return page.evaluate(async () => {
    const videos = {}
    const audios = {}
    for (const connection of window.e2eConnections) {
      if (connection.connectionState !== 'connected') continue
      const report = await connection.getStats()
      report.forEach((entry) => {
        if (entry.type !== 'inbound-rtp') return
        if (entry.kind === 'video') {
          videos[entry.mid ?? entry.id] = entry.framesDecoded ?? 0
        } else {
          audios[entry.mid ?? entry.id] = entry.packetsReceived ?? 0
        }
      })
    }
    return { videos, audios }
  })
}

/** Polls until the question is answered with a truthy value; the last answer is in the error. */
export async function eventually(what, ask, limitMs = 60_000) {
  const end = Date.now() + limitMs
  let last
  while (Date.now() < end) {
    try {
      last = await ask()
      if (last) return last
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(
    `not within ${limitMs / 1000} s: ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  )
}

/**
 * Waits until `videos` pictures and `voices` voices have all gone on since now: by several frames and packets, not at any rate, for the
 * machine of a test may be slow.
 */
export async function expectLiveMedia(page, videos, who, limitMs = 90_000, voices = videos) {
  const before = await received(page)
  return eventually(
    `${who} sees ${videos} videos and hears ${voices} voices`,
    async () => {
      const now = await received(page)
      const gone = (kind, by) =>
        Object.keys(now[kind]).filter((id) => now[kind][id] - (before[kind][id] ?? 0) >= by).length
      if (gone('videos', 5) >= videos && gone('audios', 20) >= voices) return now
      throw new Error(JSON.stringify({ before, now }))
    },
    limitMs,
  )
}
