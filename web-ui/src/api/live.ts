import { call } from '@/api/client'
import { LiveSocket } from '@/api/live-socket'

/** This tab's connection to the API's live events. */
export const live = new LiveSocket({
  ticket: async () => (await call('post', '/ws-tickets', {})).ticket,
  open: () => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/v1`),
  schedule: (run, millis) => {
    const timer = setTimeout(run, millis)
    return () => clearTimeout(timer)
  },
  random: Math.random,
})
