// A process of its own for the tests: a client over an outbox that tracks events until it is told or killed.
// It prints one line for each event that it was told is queued: what it has printed must not be lost.
import { setTimeout as pause } from 'node:timers/promises'
import { createMida } from '../src/index.ts'
import { createPostgresOutbox } from '../src/outbox/postgres/index.ts'
import { createSqliteOutbox } from '../src/outbox/sqlite/index.ts'
import { events, KEYS } from './support-events.ts'

const [path = '', apiUrl = '', countText = '0', name = 'paid_twice'] = process.argv.slice(2)

const mida = createMida({
  events,
  ...KEYS,
  apiUrl,
  outbox: path.startsWith('postgres:') ? openPostgres(path) : createSqliteOutbox({ path }),
  onDelivery: () => {},
})

await mida.start()
process.stdout.write('started\n')
for (let number = 0; number < Number(countText); number += 1) {
  const options = { visitor: { id: `user_${number % 7}` } }
  const delivery =
    name === 'paid_once'
      ? await mida.track('paid_once', { order_id: `${number}`, amount: 1 }, options)
      : await mida.track('plan_upgraded', { from_plan: 'a', to_plan: 'b' }, options)
  if (delivery.status === 'queued') process.stdout.write(`${delivery.eventId}\n`)
  if (number % 20 === 19) await pause(1)
}
process.stdout.write('done\n')
/** The schema is the address's fragment. */
function openPostgres(address: string): ReturnType<typeof createPostgresOutbox> {
  const [connectionString = '', schema] = address.split('#')
  return createPostgresOutbox({ connectionString, schema })
}

setInterval(() => {}, 60_000) // Until it is told to stop.
