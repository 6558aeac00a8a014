// The queue under the outbox: pg-boss. A job in it says "send this event"; what the event is lies in the outbox's own table.
// Only its documented calls are used, each inside the transaction that changes the event's row: neither is ever without the other.
import { MidaSetupError } from '@mida-kit/contract'
import type Boss from 'pg-boss'
import type { Lane } from '../../job.ts'
import { toKeyHash } from '../sqlite/key-hash.ts'
import { explain, type PgClient, type PgPool } from './connection.ts'

/** The events of one project and lane are one queue: neither lane starves the other, and no project gets another's. */
export type QueueId = { readonly project: string; readonly lane: Lane }

/** Longer than any worker holds an event while it is alive: dead workers are found by their heartbeat. */
const EXPIRE_SECONDS = 23 * 60 * 60
/** pg-boss archives what nobody took in this time; nothing of an outbox is too old by itself. */
const KEEP_UNTIL = '9999-01-01T00:00:00Z'

export class QueueEngine {
  readonly #boss: Boss
  readonly #known = new Map<string, Promise<void>>()

  private constructor(boss: Boss) {
    this.#boss = boss
  }

  /** Makes pg-boss's tables in a schema of their own, or brings them up to date. @throws MidaSetupError MIDA-410 */
  static async open(pool: PgPool, schema: string): Promise<QueueEngine> {
    const { default: PgBoss } = await import('pg-boss').catch((error: unknown) => {
      throw new MidaSetupError('MIDA-410', explain(error))
    })
    const boss = new PgBoss({ db: toDb(pool), schema, supervise: false, schedule: false })
    boss.on('error', () => {}) // Every call also rejects with it.
    await boss.start()
    return new QueueEngine(boss)
  }

  /** Makes the queue where it is missing; by a connection of its own, since its tables must outlive the app's transaction. */
  async prepare(queue: QueueId): Promise<void> {
    const name = toName(queue)
    const made = this.#known.get(name) ?? this.#boss.createQueue(name)
    this.#known.set(name, made)
    await made.catch((error: unknown) => {
      this.#known.delete(name)
      throw error
    })
  }

  async enqueue(
    client: PgClient,
    queue: QueueId,
    ids: readonly number[],
    afterMs: number = 0,
  ): Promise<void> {
    if (ids.length === 0) return
    const jobs = ids.map((id) => ({
      id: toJobId(id),
      name: toName(queue),
      startAfter: `${Math.round(afterMs)} milliseconds`,
      expireInSeconds: EXPIRE_SECONDS,
      keepUntil: KEEP_UNTIL,
      retryLimit: MAX_RETRIES,
    }))
    await this.#boss.insert(jobs, { db: toDb(client) })
  }

  /** Takes jobs that are due; other workers do not see them any more. */
  async take(client: PgClient, queue: QueueId, limit: number): Promise<number[]> {
    if (limit === 0) return []
    const jobs = await this.#boss.fetch(toName(queue), { batchSize: limit, ...toOptions(client) })
    return jobs.map((job) => toEventId(job.id))
  }

  async remove(client: PgClient, queue: QueueId, ids: readonly number[]): Promise<void> {
    if (ids.length > 0) await this.#boss.deleteJob(toName(queue), ids.map(toJobId), toOptions(client))
  }

  /** Jobs that were taken are there for everybody again, at their old place in the queue. */
  async giveBack(client: PgClient, queue: QueueId, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    const jobIds = ids.map(toJobId)
    await this.#boss.cancel(toName(queue), jobIds, toOptions(client))
    await this.#boss.resume(toName(queue), jobIds, toOptions(client))
  }

  /** Due jobs that a worker holds for too long are there again. */
  async maintain(): Promise<void> {
    await this.#boss.maintain()
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false })
  }
}

const MAX_RETRIES = 1_000_000

function toOptions(client: PgClient): { db: ReturnType<typeof toDb> } {
  return { db: toDb(client) }
}

function toDb(client: PgClient): {
  executeSql: (text: string, values: unknown[]) => Promise<{ rows: never[] }>
} {
  return { executeSql: async (text, values) => (await client.query(text, values)) as { rows: never[] } }
}

function toName({ project, lane }: QueueId): string {
  return `mida-${lane}-${toKeyHash([project])}`
}

/** A job is found by its event's number; ids that grow keep the order of what was added in one transaction. */
function toJobId(id: number): string {
  return `00000000-0000-8000-8000-${id.toString(16).padStart(12, '0')}`
}

function toEventId(jobId: string): number {
  return Number.parseInt(jobId.slice(-12), 16)
}
