// What became of each event: one row an event, written when it is accepted and again when its outcome comes.
import 'server-only'
import type { NextOptions } from '@mida-kit/server/next'
import { z } from 'zod'
import type { events } from '@/lib/mida/events'
import { toFate } from '@/lib/mida/fate'
import { getDatabase } from './database'

type DeliveryReport = Parameters<NonNullable<NextOptions<typeof events>['onDelivery']>>[0]

const KEPT_ROW_COUNT = 10_000

const deliveryRow = z
  .object({
    event_id: z.string(),
    name: z.string(),
    sent_from: z.enum(['browser', 'server']),
    status: z.enum(['accepted', 'queued', 'recorded', 'duplicate', 'in_doubt', 'skipped', 'failed', 'lost']),
    reason: z.string().nullable(),
    recorded_by: z.enum(['id', 'email', 'mida_uuid']).nullable(),
    updated_at: z.number(),
  })
  .transform(({ event_id, sent_from, recorded_by, updated_at, ...row }) => ({
    ...row,
    eventId: event_id,
    sentFrom: sent_from,
    recordedBy: recorded_by,
    updatedAtMs: updated_at,
  }))

const deliveryRows = z.array(deliveryRow)

export type StoredDelivery = z.output<typeof deliveryRow>

/** Keeps the newest 10,000 events. One that comes a second time (`duplicate`) leaves the first one's row alone. */
export function saveDelivery({ event, delivery }: DeliveryReport): void {
  const { status, reason, recordedBy } = toFate(delivery)
  const { eventId, name, from, visitor } = event
  const database = getDatabase()
  database
    .prepare(
      `INSERT INTO deliveries
         (event_id, visitor_id, visitor_uuid, name, sent_from, status, reason, recorded_by, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET status = excluded.status, reason = excluded.reason,
         recorded_by = excluded.recorded_by, updated_at = excluded.updated_at
       WHERE excluded.status <> 'duplicate'`,
    )
    .run(
      eventId,
      visitor?.id ?? '',
      visitor?.midaUuid ?? '',
      name,
      from,
      status,
      reason,
      recordedBy,
      Date.now(),
    )
  database
    .prepare('DELETE FROM deliveries WHERE rowid <= (SELECT max(rowid) FROM deliveries) - ?')
    .run(KEPT_ROW_COUNT)
}

/**
 * The newest events of a user: those for the user's id, and the anonymous ones of a uuid that is stored with this user
 * alone. A uuid is a browser's claim: one that two users brought says nothing about either.
 */
export function listDeliveries(userId: string): StoredDelivery[] {
  const rows = getDatabase()
    .prepare(
      `SELECT * FROM deliveries
       WHERE visitor_id = ? OR (visitor_id = '' AND visitor_uuid IN (
         SELECT mida_uuid FROM visitors GROUP BY mida_uuid HAVING count(*) = 1 AND max(user_id) = ?
       ))
       ORDER BY rowid DESC LIMIT 20`,
    )
    .all(userId, userId)
  return deliveryRows.parse(rows)
}
