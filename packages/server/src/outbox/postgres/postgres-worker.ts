// One process that sends from the database: it claims, settles, says that it lives, and takes over from workers that do not.
import type { Lane } from '../../job.ts'
import type { Casualty, Claim, ClaimedEvent, ClaimRequest, Fate, OutboxWorker } from '../outbox.ts'
import { createLiveness, type DeadWorker, getWhereabouts, type Liveness } from '../sqlite/liveness.ts'
import type { Row } from '../sqlite/sql-thread.ts'
import { parseClaimed, parseEntry, readNumber } from '../sqlite/stored-row.ts'
import { Batch } from './batch.ts'
import { inTransaction, type PgClient, type PgPool, readRows } from './connection.ts'
import type { QueueEngine } from './engine.ts'
import { COLUMNS } from './schema.ts'
import { type Settlement, settleAll } from './settle.ts'
import { DIED, letGo, tidy } from './take-over.ts'

export type WorkerContext = {
  readonly pool: PgPool
  readonly engine: QueueEngine
  readonly schema: string
  readonly nowMs: () => number
  readonly keepKeysMs: Readonly<Record<Lane, number>>
}

/** Registers this process as a worker, and takes over at once from those that ended on this machine before. */
export async function connectWorker(context: WorkerContext): Promise<OutboxWorker> {
  const worker = new PostgresWorker(context)
  await worker.join()
  await worker.beat()
  return worker
}

class PostgresWorker implements OutboxWorker {
  readonly #context: WorkerContext
  readonly #settlements: Batch<Settlement, undefined>
  #liveness: Liveness = startLiveness()
  #owner = 0
  #casualties: Casualty[] = []
  #tidiedAtMs = Number.NEGATIVE_INFINITY

  constructor(context: WorkerContext) {
    this.#context = context
    this.#settlements = new Batch(async (settlements) => {
      const settling = { ...context, owner: this.#owner }
      await inTransaction(context.pool, (client) => settleAll(client, settlements, settling))
      return settlements.map(() => undefined)
    })
  }

  async join(): Promise<void> {
    const { host, pid, process } = getWhereabouts()
    const sql = `INSERT INTO ${this.#context.schema}.workers (host, pid, process) VALUES ($1, $2, $3) RETURNING id`
    const [row] = await readRows(this.#context.pool, sql, [host, pid, process])
    this.#owner = readNumber(row, 'id') ?? 0
  }

  async claim({ project, limits }: ClaimRequest): Promise<Claim> {
    const { pool, engine, nowMs } = this.#context
    const lanes = ['server', 'browser'] as const
    for (const lane of lanes) await engine.prepare({ project, lane })
    const { rows, dueInMs } = await inTransaction(pool, async (client) => {
      const found: Row[] = []
      for (const lane of lanes) found.push(...(await this.#take(client, { project, lane }, limits[lane])))
      return { rows: found, dueInMs: await this.#findNextDue(client, project) }
    })
    const events = await this.#readClaimed(rows)
    const casualties = this.#casualties
    this.#casualties = []
    // What is due and was not claimed is another worker's in this moment: it is looked for again soon, not at once.
    const soonestMs = events.length > 0 ? 0 : SOON_MS
    const nextDueAtMs = dueInMs === null ? null : nowMs() + Math.max(soonestMs, Math.ceil(dueInMs))
    return { events, casualties, nextDueAtMs }
  }

  async begin(id: number): Promise<boolean> {
    const { pool, schema } = this.#context
    const sql = `UPDATE ${schema}.events SET is_begun = 1 WHERE seq = $1 AND owner = $2 RETURNING seq::float8 AS seq`
    return (await readRows(pool, sql, [id, this.#owner])).length === 1
  }

  settle(event: ClaimedEvent, fate: Fate): Promise<void> {
    return this.#settlements.add({ event, fate })
  }

  async beat(): Promise<boolean> {
    const { pool, schema } = this.#context
    try {
      const sql = `UPDATE ${schema}.workers SET beat = beat + 1 WHERE id = $1 RETURNING id`
      const own = await readRows(pool, sql, [this.#owner])
      const others = `SELECT id, beat, host, pid, process FROM ${schema}.workers WHERE id <> $1`
      const dead = this.#liveness.findDead(await readRows(pool, others, [this.#owner]))
      for (const worker of dead) await this.#takeOver(worker)
      await this.#tidy()
      if (own.length === 1) return true
      await this.join()
      return false
    } catch (error) {
      // While the database is away nobody's heart beats: the silence counts from when it is back.
      this.#liveness = startLiveness()
      throw error
    }
  }

  async leave(): Promise<void> {
    const owner = this.#owner
    await inTransaction(this.#context.pool, async (client) => {
      await client.query(`DELETE FROM ${this.#context.schema}.workers WHERE id = $1`, [owner])
      await letGo(client, { owner, mayBeSent: false }, this.#context)
    })
  }

  /** Events whose jobs the queue hands out; a job whose event is gone goes too. */
  async #take(client: PgClient, queue: { project: string; lane: Lane }, limit: number): Promise<Row[]> {
    const { engine, schema } = this.#context
    const ids = await engine.take(client, queue, limit)
    if (ids.length === 0) return []
    const sql = `UPDATE ${schema}.events SET owner = $1 WHERE seq = ANY ($2::bigint[]) AND state = 0 AND owner IS NULL
      RETURNING ${COLUMNS}`
    const rows = await readRows(client, sql, [this.#owner, ids])
    if (rows.length === ids.length) return rows
    const waiting = `SELECT seq::float8 AS seq FROM ${schema}.events WHERE seq = ANY ($1::bigint[]) AND state = 0`
    const known = new Set((await readRows(client, waiting, [ids])).map((row) => readNumber(row, 'seq')))
    const gone = ids.filter((id) => !known.has(id))
    await engine.remove(client, queue, gone)
    return rows
  }

  async #findNextDue(client: PgClient, project: string): Promise<number | null> {
    const sql = `SELECT (extract(epoch FROM min(due_at) - clock_timestamp()) * 1000)::float8 AS due_in_ms
      FROM ${this.#context.schema}.events WHERE state = 0 AND owner IS NULL AND project = $1`
    const [row] = await readRows(client, sql, [project])
    return readNumber(row, 'due_in_ms')
  }

  async #takeOver({ id, beat }: DeadWorker): Promise<void> {
    const { pool, schema } = this.#context
    const rows = await inTransaction(pool, async (client) => {
      const sql = `DELETE FROM ${schema}.workers WHERE id = $1 AND beat = $2 RETURNING id`
      if ((await readRows(client, sql, [id, beat])).length === 0) return []
      return letGo(client, { owner: id, mayBeSent: true }, this.#context)
    })
    for (const row of rows) {
      const event = parseEntry(row)
      if (event) this.#casualties.push({ kind: 'in_doubt', event, failure: DIED })
    }
  }

  async #tidy(): Promise<void> {
    const nowMs = this.#context.nowMs()
    if (nowMs - this.#tidiedAtMs < TIDY_EVERY_MS) return
    this.#tidiedAtMs = nowMs
    await tidy(this.#context)
  }

  async #readClaimed(rows: readonly Row[]): Promise<ClaimedEvent[]> {
    const events: ClaimedEvent[] = []
    for (const row of rows) {
      const event = parseClaimed(row)
      if (event) events.push(event)
      else await this.#bury(row)
    }
    return events.sort((one, other) => one.id - other.id)
  }

  /** A row that cannot be read is kept, and no longer tried; its job is dropped when it comes up again. */
  async #bury(row: Row): Promise<void> {
    const { pool, schema } = this.#context
    const sql = `UPDATE ${schema}.events SET owner = NULL, state = 1, code = 'unreadable',
      message = 'The stored row cannot be read.' WHERE seq = $1`
    await pool.query(sql, [readNumber(row, 'seq') ?? -1])
    const { event_id, event_name } = row
    this.#casualties.push({ kind: 'unreadable', eventId: String(event_id), eventName: String(event_name) })
  }
}

const TIDY_EVERY_MS = 60_000
const SOON_MS = 50

function startLiveness(): Liveness {
  return createLiveness(getWhereabouts(), () => performance.now())
}
