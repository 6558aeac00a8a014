// PostHog's Node SDK as it comes: events travel in batches, which Create Event has no form for. For comparison alone.
import { PostHog } from 'posthog-node'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, onEnd }) {
  const posthog = new PostHog(KEYS.apiKey, { host: origin })
  posthog.on('error', () => {})
  posthog.on('flush', (messages) => {
    for (const _ of messages) onEnd(true)
  })
  return {
    window: 1_000,
    track: (index) => posthog.capture({ distinctId: toUserId(index), event: NAME, properties: PROPERTIES }),
  }
}
