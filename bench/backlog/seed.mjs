// Fills an outbox through its own door: a tenth of the events are browsers', a quarter have a key, 50,000 visitors.
import { createSqliteOutbox } from '@mida-kit/server/outbox/sqlite'
import { finish, readOptions } from '../lib/child.mjs'
import { KEYS, NAME, PROPERTIES } from '../suts/event.mjs'

const { path, count } = readOptions()
const outbox = createSqliteOutbox({ path, browserCapacity: count })
await outbox.open()
const startedMs = performance.now()
for (let index = 0; index < count; ) {
  const batch = []
  for (; index < count && batch.length < 5_000; index += 1) batch.push(outbox.add(toEntry(index)))
  await Promise.all(batch)
}
const tookMs = performance.now() - startedMs
await outbox.close()
finish({ tookMs })

/** @param {number} index @returns {import('@mida-kit/server').OutboxEntry} */
function toEntry(index) {
  const visitor = `user_${index % 50_000}`
  const lane = index % 10 === 9 ? 'browser' : 'server'
  const occurredAt = new Date().toISOString()
  const eventId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
  return {
    project: KEYS.projectKey,
    eventId,
    eventName: NAME,
    lane,
    visitorKey: `id:${visitor}`,
    identifiers: [{ by: 'id', value: visitor }],
    propertiesJson: JSON.stringify({
      ...PROPERTIES,
      kit_event_id: eventId,
      occurred_at: occurredAt,
      sent_from: lane,
    }),
    guarantee: 'at-least-once',
    occurredAt,
    keys: index % 4 === 0 ? [`order-${index}`] : [],
    acceptedAtMs: Date.now(),
    expiresAtMs: null,
  }
}
