// @segment/analytics-node as its documents set it up for a server.
import { Analytics } from '@segment/analytics-node'

const { origin, first, count, paceMs } = JSON.parse(process.argv[2] ?? '{}')
const say = (...parts) => void process.stdout.write(`${parts.join(' ')}\n`)
const client = new Analytics({ writeKey: 'faults-key', host: origin })
say('started')
for (let number = first; number < first + count; number += 1) {
  const event = { userId: `user_${number % 100}`, event: 'repeatable', properties: { number } }
  client.track(event, (error) => {
    if (error) say('ended', number, 'failed', 'callback')
  })
  say('told', number, 'taken')
  if (paceMs > 0 && number % 50 === 49) await new Promise((resolve) => setTimeout(resolve, paceMs))
}
say('done')
process.on('SIGTERM', () => void client.closeAndFlush({ timeout: 5_000 }).finally(() => process.exit(0)))
setInterval(() => {}, 60_000)
