// Draws the histories of a room's participants: one lane for the connection, one for each track sent or received. All text of
// the server goes through textContent, so nothing in it is ever read as markup.
const SVG = 'http://www.w3.org/2000/svg'
const LANE = 18
const LABEL = 190
const WIDTH = 1200

const element = (id) => document.getElementById(id)

function svg(name, attributes, text) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (text !== undefined) made.textContent = text
  return made
}

// What the value of each kind of event looks like in its lane; a kind that is not here is a mark without an end.
const STRETCHES = {
  ICE_CONNECTED: () => ['connection', 'good', 'connected'],
  ICE_DISCONNECTED: () => ['connection', 'fair', 'nothing heard'],
  ICE_FAILED: () => ['connection', 'bad', 'path is dead'],
  SIGNAL_LOST: () => ['signalling', 'bad', 'lost'],
  RESUMED: () => ['signalling', 'good', 'resumed'],
  SCORE: (value) => ['score', value >= 400 ? 'good' : value >= 310 ? 'fair' : 'bad', `score ${(value / 100).toFixed(1)}`],
  LOSS_UPSTREAM: (value) => ['loss, sending', value < 10 ? 'none' : value < 50 ? 'fair' : 'bad', `${value / 10} % lost`],
  LOSS_DOWNSTREAM: (value) => ['loss, receiving', value < 10 ? 'none' : value < 50 ? 'fair' : 'bad', `${value / 10} % lost`],
  ESTIMATE: (value) => ['estimate', value < 150_000 ? 'bad' : value < 500_000 ? 'fair' : 'calm', `${Math.round(value / 1000)} kbit/s`],
  LAYERS_RECEIVED: (value, subject) => {
    const layers = value.toString(2).replaceAll('0', '').length
    return [`sends ${subject}`, ['bad', 'low', 'calm'][Math.min(layers, 2)], `${layers} layers arrive`]
  },
  WATCHED: (value, subject) => [`watched ${subject}`, value < 0 ? 'none' : value < 2 ? 'low' : 'calm', value < 0 ? 'nobody watches' : `watched up to quality ${value}`],
  LAYER_SENT: (value, subject) => [`receives ${subject}`, ['bad', 'low', 'calm'][Math.min(value + 1, 2)], value < 0 ? 'nothing is sent' : `layer ${value} is sent`],
  UNPUBLISHED: (_, subject) => [`sends ${subject}`, null, ''],
  UNSUBSCRIBED: (_, subject) => [`receives ${subject}`, null, ''],
}

function lanesOf(events, end) {
  const lanes = new Map()
  const lane = (name) => lanes.get(name) ?? lanes.set(name, { stretches: [], marks: [] }).get(name)
  lane('connection')
  for (const event of events) {
    const at = Date.parse(event.at)
    const stretch = STRETCHES[event.kind]?.(event.value, event.subject)
    if (!stretch) {
      const name = event.kind === 'KEYFRAMES_REQUESTED' ? `sends ${event.subject}` : 'connection'
      if (!/^(UN)?(PUBLISHED|SUBSCRIBED)$/.test(event.kind)) lane(name).marks.push({ at, event })
      continue
    }
    const [name, look, words] = stretch
    const { stretches } = lane(name)
    const last = stretches.at(-1)
    if (last && last.until === undefined) last.until = at
    if (look) stretches.push({ at, look, words })
  }
  for (const { stretches } of lanes.values()) {
    const last = stretches.at(-1)
    if (last && last.until === undefined) last.until = end
  }
  return lanes
}

function draw(history, from, to) {
  const section = document.createElement('section')
  const heading = document.createElement('h2')
  heading.textContent = `${history.identity} (${history.participant})` + (history.dropped ? `, ${history.dropped} older events dropped` : '')
  section.append(heading)
  const ended = history.events.find((event) => event.kind === 'ENDED')
  const lanes = lanesOf(history.events, ended ? Date.parse(ended.at) : to)
  const x = (at) => LABEL + ((WIDTH - LABEL) * (at - from)) / Math.max(1, to - from)
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${(lanes.size + 1) * LANE}`, role: 'img', 'aria-label': heading.textContent })
  for (let i = 0; i <= 8; i++) {
    const at = from + ((to - from) * i) / 8
    picture.append(svg('line', { class: 'axis', x1: x(at), x2: x(at), y1: 0, y2: lanes.size * LANE }))
    const anchor = i === 8 ? 'end' : 'middle'
    picture.append(svg('text', { x: x(at), y: lanes.size * LANE + 13, 'text-anchor': anchor }, new Date(at).toLocaleTimeString()))
  }
  let y = 0
  for (const [name, { stretches, marks }] of lanes) {
    picture.append(svg('text', { x: 2, y: y + 13 }, name))
    for (const { at, until, look, words } of stretches) {
      const bar = svg('rect', { class: look, x: x(at), y: y + 3, width: Math.max(1, x(until) - x(at)), height: LANE - 6 })
      bar.append(svg('title', {}, `${new Date(at).toLocaleTimeString()} to ${new Date(until).toLocaleTimeString()}: ${words}`))
      picture.append(bar)
    }
    for (const { at, event } of marks) {
      const mark = svg('rect', { class: 'mark', x: x(at) - 1, y: y + 1, width: 2, height: LANE - 2 })
      mark.append(svg('title', {}, `${new Date(at).toLocaleTimeString()}: ${event.kind} ${event.subject} ${event.value}`))
      picture.append(mark)
    }
    y += LANE
  }
  section.append(picture, tableOf(history))
  return section
}

function tableOf(history) {
  const details = document.createElement('details')
  const summary = document.createElement('summary')
  summary.textContent = `${history.events.length} events`
  const table = document.createElement('table')
  for (const event of history.events) {
    const row = table.insertRow()
    for (const text of [new Date(event.at).toLocaleTimeString(), event.kind, event.subject, event.value]) row.insertCell().textContent = text
  }
  details.append(summary, table)
  return details
}

async function show(room) {
  element('people').replaceChildren()
  const path = `/histories/${encodeURIComponent(room)}`
  Object.assign(element('download'), { href: path, download: `${room}.json`, hidden: false })
  const { participants } = await (await fetch(path)).json()
  const times = participants.flatMap((history) => history.events.map((event) => Date.parse(event.at)))
  element('status').textContent = times.length ? '' : 'Nothing is known of this room.'
  if (!times.length) return
  const present = participants.some((history) => history.events.every((event) => event.kind !== 'ENDED'))
  const from = times.reduce((a, b) => Math.min(a, b))
  const to = present ? Date.now() : times.reduce((a, b) => Math.max(a, b))
  element('people').append(...participants.map((history) => draw(history, from, to)))
}

async function start() {
  const { rooms } = await (await fetch('/histories')).json()
  const select = element('room')
  const wanted = select.value || new URLSearchParams(location.search).get('room')
  select.replaceChildren(...rooms.map((room) => new Option(room, room, false, room === wanted)))
  if (rooms.length) await show(select.value)
  else element('status').textContent = 'Nobody has been here yet.'
}

const attempt = (action) => () =>
  action().catch((error) => {
    element('status').textContent = `The server does not answer: ${error.message}`
  })

element('room').addEventListener('change', attempt(() => show(element('room').value)))
element('again').addEventListener('click', attempt(start))
attempt(start)()
