// Adding events: the row, its keys and its job in the queue, in one transaction.
import type { Addition, OutboxEntry } from '../outbox.ts'
import { toKeyHash } from '../sqlite/key-hash.ts'
import type { Row } from '../sqlite/sql-thread.ts'
import { readNumber, writeDetails } from '../sqlite/stored-row.ts'
import { type PgClient, readRows } from './connection.ts'
import type { QueueEngine } from './engine.ts'

export type AddContext = {
  readonly engine: QueueEngine
  readonly schema: string
  /** Whether the browsers' share is full. */
  readonly isFull: boolean
}

/** Adds events in the client's transaction, in their order. */
export async function addEvents(
  client: PgClient,
  entries: readonly OutboxEntry[],
  { engine, schema, isFull }: AddContext,
): Promise<Addition[]> {
  const json = JSON.stringify(entries.map((entry) => toRecord(entry, isFull)))
  const rows = await readRows(
    client,
    `SELECT added.* FROM json_array_elements($1) WITH ORDINALITY AS given (entry, place),
      LATERAL ${schema}.add_event(given.entry) AS added ORDER BY given.place`,
    [json],
  )
  for (const [queue, ids] of groupByQueue(entries, rows)) await engine.enqueue(client, queue, ids)
  return rows.map(toAddition)
}

function groupByQueue(
  entries: readonly OutboxEntry[],
  rows: readonly Row[],
): Iterable<[OutboxEntry, number[]]> {
  const groups = new Map<string, [OutboxEntry, number[]]>()
  for (const [index, entry] of entries.entries()) {
    const id = readNumber(rows[index], 'new_seq')
    if (id === null) continue
    const name = `${entry.lane} ${entry.project}`
    const group = groups.get(name) ?? [entry, []]
    group[1].push(id)
    groups.set(name, group)
  }
  return groups.values()
}

function toRecord(entry: OutboxEntry, isFull: boolean): Record<string, unknown> {
  return {
    project: entry.project,
    lane: entry.lane,
    event_id: toText(entry.eventId),
    event_name: entry.eventName,
    visitor_key: toText(entry.visitorKey),
    visitors: entry.identifiers.map(({ value }) => toText(value)),
    details: writeDetails(entry),
    properties: entry.propertiesJson ?? null,
    accepted_at_ms: entry.acceptedAtMs,
    keys: toKeys(entry),
    is_full: isFull && entry.lane === 'browser',
  }
}

/** An event's keys as they are stored. */
export function toKeys({ project, lane, keys }: OutboxEntry): string[] {
  return keys.map((key) => toKeyHash([project, lane, key]))
}

/** PostgreSQL takes no NUL in a text. */
export function toText(value: string): string {
  return value.replaceAll('\u0000', '\ufffd')
}

function toAddition(row: Row): Addition {
  if (row.status === 'full') return { status: 'full' }
  if (row.status !== 'duplicate') return { status: 'queued' }
  return {
    status: 'duplicate',
    eventId: String(row.known_event_id),
    isPending: Boolean(row.known_is_settled) === false,
  }
}
