// posthog-node as its documents set it up for a server: its own batches, its own retries.
import { PostHog } from 'posthog-node'

const { origin, first, count, paceMs } = JSON.parse(process.argv[2] ?? '{}')
const say = (...parts) => void process.stdout.write(`${parts.join(' ')}\n`)
const client = new PostHog('faults-key', { host: origin, disableCompression: true })
say('started')
for (let number = first; number < first + count; number += 1) {
  client.capture({ distinctId: `user_${number % 100}`, event: 'repeatable', properties: { number } })
  say('told', number, 'taken')
  if (paceMs > 0 && number % 50 === 49) await new Promise((resolve) => setTimeout(resolve, paceMs))
}
say('done')
process.on('SIGTERM', () => void client.shutdown(5_000).finally(() => process.exit(0)))
await client.flush().catch(() => {})
setInterval(() => {}, 60_000)
