// Looking into the outbox and putting it right by hand: counting, listing, resending and dropping.
import type { OutboxFilter, OutboxState, OutboxStatus, RetryOptions, StoredEvent } from '../outbox.ts'
import type { SqlPort } from './sql-port.ts'
import type { Row, SqlValue, Unit } from './sql-thread.ts'
import { parseEntry, readNumber, toStoredEvent } from './stored-row.ts'
import { toKeysJson } from './units.ts'

/** One pass over an index: SQLite would sort a million rows to group them. */
const COUNT_WAITING = `SELECT count(*) AS count, sum(lane = 'browser') AS browser, min(accepted_at_ms) AS oldest,
  sum(accepted_at_ms > ?) AS minute, sum(accepted_at_ms > ?) AS hour, sum(accepted_at_ms > ?) AS day
  FROM mida_events WHERE state = 0`

const toCountUnit = (nowMs: number): Unit => [
  [COUNT_WAITING, [nowMs - MINUTE_MS, nowMs - HOUR_MS, nowMs - DAY_MS], 'rows'],
  [
    `SELECT state, code, count(*) AS count FROM mida_events WHERE state <> 0 GROUP BY state, code`,
    [],
    'rows',
  ],
  [
    `SELECT code, count(*) AS count FROM mida_events WHERE state = 0 AND code IS NOT NULL GROUP BY code`,
    [],
    'rows',
  ],
  [`SELECT count FROM mida_counts WHERE name = 'unattributable'`, [], 'rows'],
]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export async function readStatus(port: SqlPort, nowMs: number): Promise<OutboxStatus> {
  const [[waiting] = [], kept = [], waitingCodes = [], [unattributable] = []] = await port.run(
    toCountUnit(nowMs),
  )
  const countOf = (name: string): number => readNumber(waiting, name) ?? 0
  const keptCount = (state: number): number =>
    kept.filter((row) => row.state === state).reduce((sum, row) => sum + (readNumber(row, 'count') ?? 0), 0)
  const oldestAtMs = readNumber(waiting, 'oldest')
  return {
    waiting: { server: countOf('count') - countOf('browser'), browser: countOf('browser') },
    dead: keptCount(1),
    inDoubt: keptCount(2),
    unattributable: readNumber(unattributable, 'count') ?? 0,
    byCode: sumByCode([...kept, ...waitingCodes]),
    oldestWaitingMs: oldestAtMs === null ? null : Math.max(0, nowMs - oldestAtMs),
    waitingByAge: {
      underMinute: countOf('minute'),
      underHour: countOf('hour') - countOf('minute'),
      underDay: countOf('day') - countOf('hour'),
      older: countOf('count') - countOf('day'),
    },
  }
}

function sumByCode(rows: readonly Row[]): Record<string, number> {
  const byCode: Record<string, number> = {}
  for (const row of rows) {
    const code = String(row.code)
    byCode[code] = (byCode[code] ?? 0) + (readNumber(row, 'count') ?? 0)
  }
  return byCode
}

/** Stored events in the order of their numbers, after one of them. */
export async function listEvents(
  port: SqlPort,
  filter: OutboxFilter,
  { afterId = 0, limit = 100 }: { readonly afterId?: number; readonly limit?: number } = {},
): Promise<StoredEvent[]> {
  const { where, values } = toWhere(filter)
  const sql = `SELECT * FROM mida_events WHERE ${where} AND seq > ? ORDER BY seq LIMIT ?`
  const [rows = []] = await port.run([[sql, [...values, afterId, limit], 'rows']])
  return rows.map(toStoredEvent)
}

const PER_CALL = 1_000

/** Finding many events takes its time, and must not hold up what is being written. */
type Ports = { readonly reader: SqlPort; readonly writer: SqlPort }

/** Makes dead events wait again, those in doubt too where doubles are allowed; gives their count. */
export async function retryEvents(
  { reader, writer }: Ports,
  filter: OutboxFilter,
  { allowDoubles = false, limit = PER_CALL, nowMs }: RetryOptions & { readonly nowMs: number },
): Promise<number> {
  const { where, values } = toWhere(filter)
  const states = allowDoubles ? 'state <> 0' : OF_STATE.dead
  const sql = `SELECT * FROM mida_events WHERE ${where} AND ${states} AND code <> 'unreadable' ORDER BY seq LIMIT ?`
  const [rows = []] = await reader.run([[sql, [...values, limit], 'rows']])
  const revived = await Promise.all(rows.map(async (row) => writer.run(toRetryUnit(row, nowMs))))
  return revived.filter((found) => found.at(-1)?.length === 1).length
}

/** An event whose keys another one took over in the meantime stays where it is: that one was recorded in its place. */
function toRetryUnit(row: Row, nowMs: number): Unit {
  const entry = parseEntry(row)
  const keys = entry ? toKeysJson(entry) : '[]'
  const eventId = String(row.event_id)
  const retry = `UPDATE mida_events SET state = 0, due_at_ms = ?, accepted_at_ms = ?, failed_tries = 0, not_found_tries = 0,
    code = NULL, message = NULL WHERE seq = ? AND state <> 0
    AND NOT EXISTS (SELECT 1 FROM mida_keys WHERE key IN (SELECT value FROM json_each(?)) AND event_id <> ?)
    RETURNING seq`
  const hold = `INSERT OR REPLACE INTO mida_keys (key, event_id, is_settled, expires_at_ms)
    SELECT value, ?, 0, 0 FROM json_each(?) WHERE EXISTS (SELECT 1 FROM mida_events WHERE seq = ? AND state = 0)`
  const id = readNumber(row, 'seq') ?? -1
  return [
    [retry, [nowMs, nowMs, id, keys, eventId], 'stop_if_none'],
    [hold, [eventId, keys, id]],
  ]
}

/** Deletes events that nobody is sending; gives their count. */
export async function dropEvents(
  { reader, writer }: Ports,
  filter: OutboxFilter,
  limit: number = PER_CALL,
): Promise<number> {
  const { where, values } = toWhere(filter)
  const sql = `SELECT * FROM mida_events WHERE ${where} AND owner IS NULL ORDER BY seq LIMIT ?`
  const [rows = []] = await reader.run([[sql, [...values, limit], 'rows']])
  const dropped = await Promise.all(rows.map(async (row) => writer.run(toDropUnit(row))))
  return dropped.filter(([gone]) => gone?.length === 1).length
}

/** The keys of what may have been recorded stay known; an event that surely was not leaves its own free. */
function toDropUnit(row: Row): Unit {
  const entry = parseEntry(row)
  const remove = `DELETE FROM mida_events WHERE seq = ? AND owner IS NULL RETURNING seq`
  const free = `DELETE FROM mida_keys WHERE key IN (SELECT value FROM json_each(?)) AND event_id = ?`
  const mayBeRecorded = row.may_be_recorded === 1 || row.state === 2
  const id = readNumber(row, 'seq') ?? -1
  if (!entry || mayBeRecorded) return [[remove, [id], 'stop_if_none']]
  return [
    [remove, [id], 'stop_if_none'],
    [free, [toKeysJson(entry), entry.eventId]],
  ]
}

function toWhere({ state, eventId, code, visitor, afterId, untilId }: OutboxFilter): {
  where: string
  values: SqlValue[]
} {
  const conditions: [string, SqlValue][] = []
  if (eventId !== undefined) conditions.push(['event_id = ?', eventId])
  if (code !== undefined) conditions.push(['code = ?', code])
  if (visitor !== undefined) conditions.push([OF_VISITOR, visitor])
  if (afterId !== undefined) conditions.push(['seq > ?', afterId])
  if (untilId !== undefined) conditions.push(['seq <= ?', untilId])
  const ofState = state === undefined ? '1 = 1' : OF_STATE[state]
  const where = [ofState, ...conditions.map(([condition]) => condition)].join(' AND ')
  return { where, values: conditions.map(([, value]) => value) }
}

const OF_VISITOR = `json_valid(details) AND EXISTS
  (SELECT 1 FROM json_each(details, '$.identifiers') WHERE json_extract(json_each.value, '$.value') = ?)`

/** In the very words of the indexes: only so does SQLite see that one of those that do not wait will do. */
const OF_STATE: Readonly<Record<OutboxState, string>> = {
  waiting: 'state = 0',
  dead: 'state <> 0 AND state = 1',
  in_doubt: 'state <> 0 AND state = 2',
}
