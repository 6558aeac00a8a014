// What became of each user's events: one row an event, written when it is taken and again when its outcome comes.
import 'server-only'
import type { DeliveryReport } from '@mida-kit/server/next'
import { z } from 'zod'
import { toFate } from '@/lib/mida/fate'
import { getDatabase } from './database'

/** For each user, so that nobody can fill another's place. */
const KEPT_COUNT = 50
const LISTED_COUNT = 20

const deliveryRow = z
  .object({
    event_id: z.string(),
    name: z.string(),
    sent_from: z.enum(['browser', 'server']),
    status: z.enum(['accepted', 'queued', 'recorded', 'duplicate', 'in_doubt', 'skipped', 'failed']),
    reason: z.string().nullable(),
    recorded_by: z.enum(['id', 'email', 'mida_uuid']).nullable(),
    accepted_at: z.number(),
  })
  .transform(({ event_id, sent_from, recorded_by, accepted_at, ...row }) => ({
    ...row,
    eventId: event_id,
    sentFrom: sent_from,
    recordedBy: recorded_by,
    acceptedAtMs: accepted_at,
  }))

const deliveryRows = z.array(deliveryRow)

type KnownDelivery = {
  readonly event: Pick<DeliveryReport['event'], 'eventId' | 'name' | 'from' | 'visitor'>
  readonly delivery: DeliveryReport['delivery']
}

export type StoredDelivery = z.output<typeof deliveryRow>

/**
 * Keeps a user's newest 50 events beside those that wait, and nothing of visitors without a name: a uuid is a browser's
 * claim, so nobody could be shown them. An event that comes a second time (`duplicate`) leaves the first one's row alone.
 */
export function saveDelivery({ event, delivery }: KnownDelivery): void {
  const { eventId, name, from, visitor } = event
  if (visitor?.id === undefined) return

  const { status, reason, recordedBy } = toFate(delivery)
  getDatabase()
    .prepare(
      `INSERT INTO user_events
         (event_id, user_id, name, sent_from, status, reason, recorded_by, accepted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET status = excluded.status, reason = excluded.reason,
         recorded_by = excluded.recorded_by
       WHERE excluded.status <> 'duplicate'`,
    )
    .run(eventId, visitor.id, name, from, status, reason, recordedBy, Date.now())
  forgetOldDeliveries(visitor.id)
}

/** A user's newest events, by when the shop took them. */
export function listDeliveries(userId: string): StoredDelivery[] {
  const rows = getDatabase()
    .prepare('SELECT * FROM user_events WHERE user_id = ? ORDER BY accepted_at DESC, rowid DESC LIMIT ?')
    .all(userId, LISTED_COUNT)
  return deliveryRows.parse(rows)
}

/** Not those that wait, whose outcome would bring them back as new ones; they leave with the outbox's. */
function forgetOldDeliveries(userId: string): void {
  getDatabase()
    .prepare(
      `DELETE FROM user_events WHERE rowid IN (
         SELECT rowid FROM user_events WHERE user_id = ? AND status <> 'queued'
         ORDER BY accepted_at DESC, rowid DESC LIMIT -1 OFFSET ?
       )`,
    )
    .run(userId, KEPT_COUNT)
}
