// Segment's Node SDK: with one event a request (`flushAt: 1`), or in batches as it comes.
import { Analytics } from '@segment/analytics-node'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd, flushAt = 1 }) {
  const analytics = new Analytics({ writeKey: KEYS.apiKey, host: origin, flushAt, flushInterval: 500 })
  return {
    window: connections * flushAt,
    track: (index) =>
      analytics.track({ userId: toUserId(index), event: NAME, properties: PROPERTIES }, (error) =>
        onEnd(!error),
      ),
  }
}
