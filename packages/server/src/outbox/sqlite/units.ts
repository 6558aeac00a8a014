// What the outbox asks of SQLite, as units of statements. Depends on nothing but its arguments.
import type { Lane } from '../../job.ts'
import type { ClaimedEvent, ClaimRequest, DeadLetterCause, Fate, OutboxEntry, Progress } from '../outbox.ts'
import { toKeyHash } from './key-hash.ts'
import type { SqlValue, Statement, Unit } from './sql-thread.ts'
import { writeDetails } from './stored-row.ts'

const KNOWN = `SELECT event_id, is_settled FROM mida_keys
  WHERE key IN (SELECT value FROM json_each(?)) AND (is_settled = 0 OR expires_at_ms > ?) LIMIT 1`
const HOLD_KEYS = `INSERT OR REPLACE INTO mida_keys (key, event_id, is_settled, expires_at_ms)
  SELECT value, ?, 0, 0 FROM json_each(?)`
const BROWSERS_FULL = `SELECT 1 FROM mida_counts WHERE name = 'browser' AND count >= ?`
const INSERT = `INSERT INTO mida_events
  (project, lane, event_id, event_name, visitor_key, details, properties, accepted_at_ms, due_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** Adds one event. Its rows: a known key for an event with keys, then `full` for a browser's. */
export function toAddUnit(
  entry: OutboxEntry,
  { nowMs, browserCapacity }: { nowMs: number; browserCapacity: number },
): Unit {
  const insert: Statement = [INSERT, toInsertValues(entry, nowMs)]
  const quota: Statement[] =
    entry.lane === 'browser' ? [[BROWSERS_FULL, [browserCapacity], 'stop_if_rows']] : []
  if (entry.keys.length === 0) return [...quota, insert]
  const keys = toKeysJson(entry)
  return [[KNOWN, [keys, nowMs], 'stop_if_rows'], ...quota, [HOLD_KEYS, [entry.eventId, keys]], insert]
}

function toInsertValues(entry: OutboxEntry, nowMs: number): readonly SqlValue[] {
  return [
    entry.project,
    entry.lane,
    entry.eventId,
    entry.eventName,
    entry.visitorKey,
    writeDetails(entry),
    entry.propertiesJson ?? null,
    entry.acceptedAtMs,
    nowMs,
  ]
}

const FREE_DUE = `SELECT seq FROM mida_events e WHERE state = 0 AND owner IS NULL AND project = ? AND lane = ?
  AND due_at_ms <= ?
  AND visitor_key NOT IN (SELECT visitor_key FROM mida_events WHERE owner IS NOT NULL AND owner <> ?)
  ORDER BY due_at_ms, seq LIMIT ?`
const CLAIM = `UPDATE mida_events SET owner = ? WHERE seq IN (${FREE_DUE}) RETURNING *`
const NEXT_DUE = `SELECT min(due_at_ms) AS due FROM mida_events
  WHERE state = 0 AND owner IS NULL AND project = ? AND lane = ?`

export type ClaimContext = { readonly owner: number; readonly nowMs: number }

/** Takes due events of both lanes. Its rows: the server's, the browsers', when the next of each is due. */
export function toClaimUnit({ project, limits }: ClaimRequest, { owner, nowMs }: ClaimContext): Unit {
  const claim = (lane: Lane): Statement => [CLAIM, [owner, project, lane, nowMs, owner, limits[lane]], 'rows']
  return [
    claim('server'),
    claim('browser'),
    [NEXT_DUE, [project, 'server'], 'rows'],
    [NEXT_DUE, [project, 'browser'], 'rows'],
  ]
}

/** An `at-most-once` event is about to be sent. No row: somebody else holds it by now. */
export function toBeginUnit(id: number, owner: number): Unit {
  return [
    [`UPDATE mida_events SET is_begun = 1 WHERE seq = ? AND owner = ? RETURNING seq`, [id, owner], 'rows'],
  ]
}

const MINE = `SELECT 1 FROM mida_events WHERE seq = ? AND owner = ?`
const SET_PROGRESS = `owner = NULL, is_begun = 0, failed_tries = ?, not_found_tries = ?, may_be_recorded = ?`
const WAIT = `UPDATE mida_events SET ${SET_PROGRESS}, due_at_ms = ?, code = ? WHERE seq = ? AND owner = ?`
const RELEASE = `UPDATE mida_events SET ${SET_PROGRESS} WHERE seq = ? AND owner = ?`
const KEEP = `UPDATE mida_events SET owner = NULL, is_begun = 0, state = ?, code = ?, message = ?
  WHERE seq = ? AND owner = ?`

export type SettleContext = ClaimContext & { readonly keepKeysMs: Readonly<Record<Lane, number>> }

/** Does with a held event what its fate says; nothing where somebody else holds it by now, except that its keys settle. */
export function toSettleUnit(event: ClaimedEvent, fate: Fate, context: SettleContext): Unit {
  const held = [event.id, context.owner]
  switch (fate.kind) {
    case 'done':
      return [...toKeyStatements(event, fate.keys, context), ...toRemoval(held, fate.isUnattributable)]
    case 'wait': {
      const dueAtMs = context.nowMs + fate.waitMs
      return [[WAIT, [...toProgressValues(fate.progress), dueAtMs, fate.code, ...held]]]
    }
    case 'release':
      return [[RELEASE, [...toProgressValues(fate.progress), ...held]]]
    case 'dead':
    case 'in_doubt':
      return [...toKeyStatements(event, fate.keys, context), [KEEP, [...toKept(fate), ...held]]]
    default:
      return fate satisfies never
  }
}

function toKept({ kind, failure }: { kind: 'dead' | 'in_doubt'; failure: DeadLetterCause }): SqlValue[] {
  return [kind === 'dead' ? 1 : 2, failure.code, failure.message]
}

function toRemoval(held: readonly SqlValue[], isUnattributable: boolean): Statement[] {
  const remove: Statement = [`DELETE FROM mida_events WHERE seq = ? AND owner = ?`, held]
  if (!isUnattributable) return [remove]
  const count = `UPDATE mida_counts SET count = count + 1 WHERE name = 'unattributable'`
  return [[MINE, held, 'stop_if_none'], remove, [count, []]]
}

function toProgressValues({ failedTries, notFoundTries, mayBeRecorded }: Progress): SqlValue[] {
  return [failedTries, notFoundTries, mayBeRecorded ? 1 : 0]
}

function toKeyStatements(
  event: ClaimedEvent,
  keys: 'settled' | 'free',
  { nowMs, owner, keepKeysMs }: SettleContext,
): Statement[] {
  if (event.keys.length === 0) return []
  const json = toKeysJson(event)
  if (keys === 'free') {
    const free = `DELETE FROM mida_keys WHERE key IN (SELECT value FROM json_each(?)) AND event_id = ?`
    return [
      [MINE, [event.id, owner], 'stop_if_none'],
      [free, [json, event.eventId]],
    ]
  }
  const settle = `UPDATE mida_keys SET is_settled = 1, expires_at_ms = ? WHERE key IN (SELECT value FROM json_each(?))`
  return [[settle, [nowMs + keepKeysMs[event.lane], json]]]
}

/** An event's keys as they are stored. */
export function toKeysJson({ project, lane, keys }: OutboxEntry): string {
  return JSON.stringify(keys.map((key) => toKeyHash([project, lane, key])))
}
