// mixpanel's Node SDK: one request an event by nature.
import Mixpanel from 'mixpanel'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd }) {
  const { hostname, port } = new URL(origin)
  const mixpanel = Mixpanel.init(KEYS.projectKey, { host: hostname, port: Number(port), protocol: 'http' })
  return {
    window: connections,
    track: (index) =>
      mixpanel.track(NAME, { distinct_id: toUserId(index), ...PROPERTIES }, (error) => onEnd(!error)),
  }
}
