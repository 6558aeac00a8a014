// The kit as an app runs it: tracks events one burst after another, and says on stdout what it was told of each.
import { defineEvents } from '../../packages/contract/src/index.ts'
import { createMida } from '../../packages/server/src/index.ts'
import type { Outbox } from '../../packages/server/src/outbox/outbox.ts'
import { createPostgresOutbox } from '../../packages/server/src/outbox/postgres/index.ts'
import { createSqliteOutbox } from '../../packages/server/src/outbox/sqlite/index.ts'

type Numbered = { readonly number: number }

/** A schema without a library: a number, and nothing else. */
const schema = {
  '~standard': {
    version: 1,
    vendor: 'faults',
    validate: (value: unknown) => ({ value: value as Numbered }),
    types: undefined as { readonly input: Numbered; readonly output: Numbered } | undefined,
  },
} as const

const events = defineEvents({
  repeatable: { schema, from: 'server' },
  once: { schema, from: 'server', guarantee: 'at-most-once' },
})

const { origin, path, first, count, name, paceMs, database, maxBytes, isReader } = JSON.parse(
  process.argv[2] ?? '{}',
)

const say = (...parts: readonly unknown[]): void => void process.stdout.write(`${parts.join(' ')}\n`)

const outbox: Outbox = database
  ? createPostgresOutbox({ connectionString: database })
  : createSqliteOutbox({ path, maxBytes })
if (isReader) await readKept()

const mida = createMida({
  events,
  apiKey: 'faults-key',
  projectKey: 'faults',
  apiUrl: `${origin}/v2`,
  outbox,
  onDelivery: ({ event, delivery }) => {
    const number = event.properties?.number
    if (delivery.status === 'failed' || delivery.status === 'in_doubt')
      say('ended', number, delivery.status, delivery.failure.code)
  },
})
await mida.start()
say('started')

const BURST = 50
for (let start = first; start < first + count; start += BURST) {
  const numbers = Array.from({ length: Math.min(BURST, first + count - start) }, (_, index) => start + index)
  await Promise.all(
    numbers.map(async (number) => {
      const properties = { number }
      const options = { visitor: { id: `user_${number % 100}` } }
      const { status } =
        name === 'once'
          ? await mida.track('once', properties, options)
          : await mida.track('repeatable', properties, options)
      say('told', number, status)
    }),
  )
  if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs))
}
say('done')
// Says when nothing waits any more, so that the run need not guess.
setInterval(() => {
  const hear = (report: Awaited<ReturnType<typeof mida.outboxReport>>): void => {
    if (report?.waiting.server === 0) say('empty')
  }
  mida.outboxReport().then(hear, () => {}) // A database that restarts cannot say.
}, 200)

/** Says which events the file holds, and sends none. */
async function readKept(): Promise<never> {
  for (let afterId = 0; ; ) {
    const page = await outbox.list({}, { afterId, limit: 1_000 })
    for (const { propertiesJson, state } of page)
      say('kept', JSON.parse(propertiesJson ?? '{}').number, state)
    const last = page.at(-1)
    if (!last) break
    afterId = last.id
  }
  say('read')
  return new Promise(() => setInterval(() => {}, 60_000))
}
