// Looking into the outbox and putting it right by hand: counting, listing, resending and dropping.
import type { OutboxFilter, OutboxStatus, RetryOptions, StoredEvent } from '../outbox.ts'
import type { Row } from '../sqlite/sql-thread.ts'
import { parseEntry, readNumber, STATES, toStoredEvent } from '../sqlite/stored-row.ts'
import { toKeys, toText } from './add-event.ts'
import { inTransaction, type PgClient, type PgPool, readRows } from './connection.ts'
import type { QueueEngine } from './engine.ts'
import { COLUMNS } from './schema.ts'
import { groupByQueue } from './take-over.ts'

type Context = { readonly pool: PgPool; readonly engine: QueueEngine; readonly schema: string }

export async function readStatus({ pool, schema }: Context, nowMs: number): Promise<OutboxStatus> {
  const lanes = await readRows(
    pool,
    `SELECT lane, count(*)::float8 AS count FROM ${schema}.events WHERE state = 0 GROUP BY lane`,
  )
  const codes = await readRows(
    pool,
    `SELECT state, code, count(*)::float8 AS count FROM ${schema}.events
      WHERE state <> 0 OR code IS NOT NULL GROUP BY state, code`,
  )
  const [oldest] = await readRows(
    pool,
    `SELECT accepted_at_ms AS at FROM ${schema}.events WHERE state = 0 ORDER BY seq LIMIT 1`,
  )
  const [counted] = await readRows(pool, `SELECT count::float8 AS count FROM ${schema}.counts`)
  const oldestAtMs = readNumber(oldest, 'at')
  return {
    waiting: {
      server: sum(lanes.filter(({ lane }) => lane === 'server')),
      browser: sum(lanes.filter(({ lane }) => lane === 'browser')),
    },
    dead: sum(codes.filter(({ state }) => state === 1)),
    inDoubt: sum(codes.filter(({ state }) => state === 2)),
    unattributable: readNumber(counted, 'count') ?? 0,
    byCode: toByCode(codes),
    oldestWaitingMs: oldestAtMs === null ? null : Math.max(0, nowMs - oldestAtMs),
  }
}

function sum(rows: readonly Row[]): number {
  return rows.reduce((total, row) => total + (readNumber(row, 'count') ?? 0), 0)
}

function toByCode(rows: readonly Row[]): Record<string, number> {
  const byCode: Record<string, number> = {}
  for (const row of rows) {
    const code = String(row.code)
    byCode[code] = (byCode[code] ?? 0) + sum([row])
  }
  return byCode
}

/** Stored events in the order of their numbers, after one of them. */
export async function listEvents(
  { pool, schema }: Context,
  filter: OutboxFilter,
  { afterId = 0, limit = 100 }: { readonly afterId?: number; readonly limit?: number } = {},
): Promise<StoredEvent[]> {
  const sql = `SELECT ${COLUMNS} FROM ${schema}.events WHERE ${WHERE} AND seq > $7 ORDER BY seq LIMIT $8`
  return (await readRows(pool, sql, [...toValues(filter), afterId, limit])).map(toStoredEvent)
}

const PER_CALL = 1_000

/** Makes dead events wait again, those in doubt too where doubles are allowed; gives their count. */
export async function retryEvents(
  context: Context,
  filter: OutboxFilter,
  { allowDoubles = false, limit = PER_CALL, nowMs }: RetryOptions & { readonly nowMs: number },
): Promise<number> {
  const states = allowDoubles ? 'state IN (1, 2)' : 'state = 1'
  return inTransaction(context.pool, async (client) => {
    const sql = `SELECT ${COLUMNS} FROM ${context.schema}.events WHERE ${WHERE} AND ${states} AND code <> 'unreadable'
      ORDER BY seq LIMIT $7 FOR UPDATE SKIP LOCKED`
    const rows = await readRows(client, sql, [...toValues(filter), limit])
    const revived: Row[] = []
    for (const row of rows) if (await revive(client, row, { ...context, nowMs })) revived.push(row)
    for (const [queue, ids] of groupByQueue(revived)) {
      await context.engine.prepare(queue)
      await context.engine.remove(client, queue, ids) // One that could not be read may have left its job behind.
      await context.engine.enqueue(client, queue, ids)
    }
    return revived.length
  })
}

/** An event whose keys another one took over in the meantime stays where it is: that one was recorded in its place. */
async function revive(
  client: PgClient,
  row: Row,
  { schema, nowMs }: Context & { readonly nowMs: number },
): Promise<boolean> {
  const entry = parseEntry(row)
  const keys = entry ? toKeys(entry) : []
  const eventId = String(row.event_id)
  const taken = `SELECT 1 AS taken FROM ${schema}.keys WHERE key = ANY ($1) AND event_id <> $2`
  if ((await readRows(client, taken, [keys, eventId])).length > 0) return false
  await client.query(
    `INSERT INTO ${schema}.keys (key, event_id) SELECT unnest($1::text[]), $2
      ON CONFLICT (key) DO UPDATE SET is_settled = false, expires_at = 'infinity'`,
    [keys, eventId],
  )
  await client.query(
    `UPDATE ${schema}.events SET state = 0, due_at = now(), accepted_at_ms = $2, failed_tries = 0, not_found_tries = 0,
      code = NULL, message = NULL WHERE seq = $1`,
    [readNumber(row, 'seq'), nowMs],
  )
  return true
}

/** Deletes events that nobody is sending; gives their count. */
export async function dropEvents(
  { pool, engine, schema }: Context,
  filter: OutboxFilter,
  limit: number = PER_CALL,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const sql = `DELETE FROM ${schema}.events WHERE seq IN
      (SELECT seq FROM ${schema}.events WHERE ${WHERE} AND owner IS NULL ORDER BY seq LIMIT $7 FOR UPDATE SKIP LOCKED)
      RETURNING ${COLUMNS}`
    const rows = await readRows(client, sql, [...toValues(filter), limit])
    for (const [queue, ids] of groupByQueue(rows)) await engine.remove(client, queue, ids)
    for (const row of rows) {
      const entry = parseEntry(row)
      // The keys of what may have been recorded stay known; an event that surely was not leaves its own free.
      const mayBeRecorded = row.may_be_recorded === 1 || row.state === 2
      if (!entry || mayBeRecorded || entry.keys.length === 0) continue
      const free = `DELETE FROM ${schema}.keys WHERE key = ANY ($1) AND event_id = $2`
      await client.query(free, [toKeys(entry), toText(entry.eventId)])
    }
    return rows.length
  })
}

const WHERE = `($1::smallint IS NULL OR state = $1) AND ($2::text IS NULL OR event_id = $2)
  AND ($3::text IS NULL OR code = $3) AND ($4::text IS NULL OR $4 = ANY (visitors))
  AND ($5::bigint IS NULL OR seq > $5) AND ($6::bigint IS NULL OR seq <= $6)`

function toValues({ state, eventId, code, visitor, afterId, untilId }: OutboxFilter): unknown[] {
  const texts = [eventId, code, visitor].map((text) => (text === undefined ? null : toText(text)))
  return [state === undefined ? null : STATES.indexOf(state), ...texts, afterId ?? null, untilId ?? null]
}
