// PostHog's Node SDK with one event a request: `captureImmediate`, which waits for the answer.
import { PostHog } from 'posthog-node'
import { KEYS, NAME, PROPERTIES, toUserId } from './event.mjs'

/** @param {import('./sut.d.ts').SutOptions} options @returns {import('./sut.d.ts').Sut} */
export function open({ origin, connections, onEnd }) {
  const posthog = new PostHog(KEYS.apiKey, { host: origin })
  posthog.on('error', () => {})
  return {
    window: connections,
    track: (index) =>
      void posthog
        .captureImmediate({ distinctId: toUserId(index), event: NAME, properties: PROPERTIES })
        .then(
          () => onEnd(true),
          () => onEnd(false),
        ),
  }
}
