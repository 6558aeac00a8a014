// Events that nobody holds any more: a worker left, or died over them.
import type { Lane } from '../../job.ts'
import type { Row } from '../sqlite/sql-thread.ts'
import { readNumber } from '../sqlite/stored-row.ts'
import { inTransaction, type PgClient, type PgPool, readRows } from './connection.ts'
import type { QueueEngine, QueueId } from './engine.ts'
import { COLUMNS } from './schema.ts'

type Context = { readonly pool: PgPool; readonly engine: QueueEngine; readonly schema: string }

export const DIED = {
  code: 'timed_out',
  message: 'The process that was sending the event ended before Mida answered.',
} as const

/**
 * Frees what a worker held. What it was sending `at-most-once` is in doubt, and answered. Where it died, the rest of
 * `at-least-once` may have been recorded.
 */
export async function letGo(
  client: PgClient,
  { owner, mayBeSent }: { readonly owner: number; readonly mayBeSent: boolean },
  { engine, schema }: Pick<Context, 'engine' | 'schema'>,
): Promise<Row[]> {
  const inDoubt = `UPDATE ${schema}.events SET owner = NULL, is_begun = 0, state = 2, may_be_recorded = 1, code = $2, message = $3
    WHERE owner = $1 AND is_begun = 1 RETURNING ${COLUMNS}`
  const doubtful = await readRows(client, inDoubt, [owner, DIED.code, DIED.message])
  for (const [queue, ids] of groupByQueue(doubtful)) await engine.remove(client, queue, ids)
  // An at-most-once event that was not begun was not sent; it keeps its innocence.
  const free = `UPDATE ${schema}.events SET owner = NULL, may_be_recorded = CASE
      WHEN $2 AND strpos(details, '"guarantee":"at-least-once"') > 0 THEN 1 ELSE may_be_recorded END
    WHERE owner = $1 RETURNING seq::float8 AS seq, project, lane`
  const freed = await readRows(client, free, [owner, mayBeSent])
  for (const [queue, ids] of groupByQueue(freed)) await engine.giveBack(client, queue, ids)
  return doubtful
}

/** Forgets keys that have expired, and frees what is held by workers that are not registered any more. */
export async function tidy({ pool, engine, schema }: Context): Promise<void> {
  await pool.query(
    `DELETE FROM ${schema}.keys WHERE key IN (SELECT key FROM ${schema}.keys WHERE is_settled AND expires_at < now() LIMIT 5000)`,
  )
  const strays = await readRows(
    pool,
    `SELECT DISTINCT owner FROM ${schema}.events WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM ${schema}.workers)`,
  )
  for (const row of strays) {
    const owner = readNumber(row, 'owner')
    if (owner === null) continue
    await inTransaction(pool, (client) => letGo(client, { owner, mayBeSent: true }, { engine, schema }))
  }
  await engine.maintain()
}

/** Rows of events by the queue that their jobs are in. */
export function groupByQueue(rows: readonly Row[]): Iterable<[QueueId, number[]]> {
  const groups = new Map<string, [QueueId, number[]]>()
  for (const row of rows) {
    const id = readNumber(row, 'seq')
    if (id === null) continue
    const lane: Lane = row.lane === 'browser' ? 'browser' : 'server'
    const project = String(row.project)
    const group = groups.get(`${lane} ${project}`) ?? [{ project, lane }, []]
    group[1].push(id)
    groups.set(`${lane} ${project}`, group)
  }
  return groups.values()
}
