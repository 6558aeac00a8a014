// What becomes of held events in the database: each change of a row and of its job in one transaction.
import type { Lane } from '../../job.ts'
import type { ClaimedEvent, Fate } from '../outbox.ts'
import { readNumber } from '../sqlite/stored-row.ts'
import { toKeys, toText } from './add-event.ts'
import { type PgClient, readRows } from './connection.ts'
import type { QueueEngine } from './engine.ts'

export type Settlement = { readonly event: ClaimedEvent; readonly fate: Fate }

export type SettleContext = {
  readonly engine: QueueEngine
  readonly schema: string
  readonly owner: number
  readonly keepKeysMs: Readonly<Record<Lane, number>>
}

/** Does what the fates say; of an event that somebody else holds by now nothing changes, except that its keys settle. */
export async function settleAll(
  client: PgClient,
  settlements: readonly Settlement[],
  context: SettleContext,
): Promise<void> {
  for (const lane of ['server', 'browser'] as const) {
    const ends = settlements.filter(({ event, fate }) => event.lane === lane && fate.kind === 'done')
    if (ends.length > 0) await endAll(client, ends, context)
  }
  for (const { event, fate } of settlements) {
    if (fate.kind !== 'done') await settleOne(client, { event, fate }, context)
  }
}

/** Events of one lane, and of one project as a worker's are, that leave the outbox. */
async function endAll(client: PgClient, ends: readonly Settlement[], context: SettleContext): Promise<void> {
  const { engine, schema, owner } = context
  const ids = ends.map(({ event }) => event.id)
  const rows = await readRows(
    client,
    `DELETE FROM ${schema}.events WHERE seq = ANY ($1::bigint[]) AND owner = $2 RETURNING seq::float8 AS seq`,
    [ids, owner],
  )
  const gone = new Set(rows.map((row) => readNumber(row, 'seq')))
  await changeKeys(client, { ends, gone }, context)
  const unattributable = ends.filter(
    ({ event, fate }) => fate.kind === 'done' && fate.isUnattributable && gone.has(event.id),
  )
  if (unattributable.length > 0) {
    const count = `UPDATE ${schema}.counts SET count = count + $1 WHERE name = 'unattributable'`
    await client.query(count, [unattributable.length])
  }
  const [first] = ends
  if (first)
    await engine.remove(
      client,
      first.event,
      [...gone].filter((id) => id !== null),
    )
}

type Changed = { readonly ends: readonly Settlement[]; readonly gone: ReadonlySet<number | null> }

async function changeKeys(client: PgClient, { ends, gone }: Changed, context: SettleContext): Promise<void> {
  const { schema, keepKeysMs } = context
  const settled = ends.filter(({ fate }) => 'keys' in fate && fate.keys === 'settled')
  const freed = ends.filter(({ event, fate }) => 'keys' in fate && fate.keys === 'free' && gone.has(event.id))
  const settledKeys = settled.flatMap(({ event }) => toKeys(event))
  const [first] = settled
  if (first && settledKeys.length > 0) {
    await client.query(
      `UPDATE ${schema}.keys SET is_settled = true, expires_at = clock_timestamp() + $1 * interval '1 millisecond'
        WHERE key = ANY ($2)`,
      [keepKeysMs[first.event.lane], settledKeys],
    )
  }
  for (const { event } of freed) {
    const free = `DELETE FROM ${schema}.keys WHERE key = ANY ($1) AND event_id = $2`
    if (event.keys.length > 0) await client.query(free, [toKeys(event), toText(event.eventId)])
  }
}

const SET_PROGRESS = `owner = NULL, is_begun = 0, failed_tries = $3, not_found_tries = $4, may_be_recorded = $5`

async function settleOne(
  client: PgClient,
  { event, fate }: Settlement,
  context: SettleContext,
): Promise<void> {
  const { engine, schema, owner } = context
  const change = async (set: string, values: readonly unknown[]): Promise<boolean> => {
    const sql = `UPDATE ${schema}.events SET ${set} WHERE seq = $1 AND owner = $2 RETURNING seq::float8 AS seq`
    return (await readRows(client, sql, [event.id, owner, ...values])).length === 1
  }
  switch (fate.kind) {
    case 'done':
      return
    case 'release':
      if (await change(SET_PROGRESS, toProgress(fate))) await engine.giveBack(client, event, [event.id])
      return
    case 'wait': {
      const due = `${SET_PROGRESS}, due_at = clock_timestamp() + $6 * interval '1 millisecond', code = $7`
      if (!(await change(due, [...toProgress(fate), fate.waitMs, fate.code]))) return
      await engine.remove(client, event, [event.id])
      return engine.enqueue(client, event, [event.id], fate.waitMs)
    }
    case 'dead':
    case 'in_doubt': {
      const { code, message } = fate.failure
      const kept = 'owner = NULL, is_begun = 0, state = $3, code = $4, message = $5'
      const isOurs = await change(kept, [fate.kind === 'dead' ? 1 : 2, code, toText(message)])
      await changeKeys(client, { ends: [{ event, fate }], gone: new Set(isOurs ? [event.id] : []) }, context)
      if (isOurs) await engine.remove(client, event, [event.id])
      return
    }
    default:
      return fate satisfies never
  }
}

function toProgress({ progress }: Extract<Fate, { kind: 'wait' | 'release' }>): number[] {
  return [progress.failedTries, progress.notFoundTries, progress.mayBeRecorded ? 1 : 0]
}
