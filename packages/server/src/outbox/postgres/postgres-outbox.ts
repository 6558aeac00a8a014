// The outbox in PostgreSQL: opening it, adding to it, and its two sides, the workers' and the people's.
import { MidaSetupError } from '@mida-kit/contract'
import type { Addition, Outbox, OutboxEntry, OutboxWorker } from '../outbox.ts'
import { OutboxSender, type SenderOptions } from '../outbox-sender.ts'
import { toKeyHash } from '../sqlite/key-hash.ts'
import { createSteadyClock } from '../steady-clock.ts'
import { addEvents } from './add-event.ts'
import { Batch } from './batch.ts'
import { BrowserQuota } from './browser-quota.ts'
import { explain, inTransaction, openPool, type PgClient, type PgPool } from './connection.ts'
import { QueueEngine } from './engine.ts'
import { dropEvents, listEvents, readStatus, retryEvents } from './inspect.ts'
import { connectWorker } from './postgres-worker.ts'
import { migrate } from './schema.ts'

/** Where the database is, and what may wait in it. */
export type PostgresOutboxOptions = {
  /** Where the database is, e.g. `postgres://user:password@host/shop`. Needed without `pool`. */
  readonly connectionString?: string | undefined
  /** The app's own pool of `pg`; it is not ended by the outbox. @default one of its own */
  readonly pool?: PgPool | undefined
  /** The schema for the outbox's tables; pg-boss's are in `<schema>_queue`. Made where they are missing. @default 'mida_kit' */
  readonly schema?: string | undefined
  /** Most connections of its own pool. @default 5 */
  readonly connections?: number | undefined
  /** Browsers' events that may wait at the same time, about; more are `queue_full`. @default 100_000 */
  readonly browserCapacity?: number | undefined
  /** How long a server event's `dedupeKey` stays known after its end, in milliseconds. @default 30 days */
  readonly keepKeysMs?: number | undefined
}

/** An outbox in PostgreSQL. */
export type PostgresOutbox = Outbox & {
  /**
   * Writes an event inside the app's own transaction, by the app's client that is in it: the app's rows and the event commit or
   * vanish together. Rejects with what PostgreSQL says, so that the app's transaction rolls back.
   */
  readonly write: (client: PgClient, entry: OutboxEntry) => Promise<Addition>
}

const DAY_MS = 24 * 60 * 60_000

/** An outbox in PostgreSQL 13 or newer, on the queue pg-boss; the app installs `pg` and `pg-boss`. Nothing is opened before its first use. */
export function createPostgresOutbox(options: PostgresOutboxOptions): PostgresOutbox {
  return new DatabaseOutbox(options)
}

type Opened = {
  readonly pool: PgPool
  readonly engine: QueueEngine
  readonly schema: string
  readonly end: () => Promise<void>
}

class DatabaseOutbox implements PostgresOutbox {
  readonly name: string
  readonly #options: PostgresOutboxOptions
  readonly #schema: string
  readonly #quota: BrowserQuota
  readonly #nowMs = createSteadyClock()
  readonly #nudged = new Set<() => void>()
  readonly #additions = new Batch<OutboxEntry, Addition>((entries) => this.#addAll(entries))
  #opening: Promise<Opened> | null = null

  constructor(options: PostgresOutboxOptions) {
    const { connectionString, pool, schema = 'mida_kit', browserCapacity } = options
    if (!pool && (connectionString === undefined || connectionString === '')) {
      throw new MidaSetupError('MIDA-408', 'createPostgresOutbox needs a connectionString or a pool.')
    }
    if (!/^[a-z_][a-z0-9_]{0,40}$/.test(schema)) {
      throw new MidaSetupError('MIDA-408', `${JSON.stringify(schema)} is not a schema: use a-z, 0-9 and _.`)
    }
    this.#options = options
    this.#schema = schema
    this.#quota = new BrowserQuota(browserCapacity ?? 100_000, this.#nowMs)
    // The address holds a password: a hash of it names the store as well.
    this.name = `postgres:${pool ? nameOf(pool) : toKeyHash([connectionString ?? ''])}:${schema}`
  }

  async open(): Promise<void> {
    await this.#open()
  }

  async add(entry: OutboxEntry): Promise<Addition> {
    try {
      const addition = await this.#additions.add(entry)
      if (addition.status === 'queued') this.#nudge()
      return addition
    } catch (error) {
      return { status: 'unavailable', message: `The outbox cannot be written. (${explain(error)})` }
    }
  }

  async write(client: PgClient, entry: OutboxEntry): Promise<Addition> {
    const opened = await this.#open()
    await opened.engine.prepare(entry)
    const isFull = entry.lane === 'browser' && (await this.#quota.isFull(opened, 1))
    const [addition] = await addEvents(client, [entry], { ...opened, isFull })
    // The transaction is still open: the workers look once it may have been committed.
    setTimeout(() => this.#nudge(), COMMITTED_AFTER_MS).unref()
    return addition ?? { status: 'unavailable', message: 'PostgreSQL did not say what became of the event.' }
  }

  async connect(): Promise<OutboxWorker> {
    const keepKeysMs = { server: this.#options.keepKeysMs ?? 30 * DAY_MS, browser: DAY_MS }
    return connectWorker({ ...(await this.#open()), nowMs: this.#nowMs, keepKeysMs })
  }

  createSender(options: SenderOptions): OutboxSender {
    return new OutboxSender({ ...options, outbox: this })
  }

  onNudge(listener: () => void): () => void {
    this.#nudged.add(listener)
    return () => void this.#nudged.delete(listener)
  }

  status: Outbox['status'] = async () => readStatus(await this.#open(), this.#nowMs())

  list: Outbox['list'] = async (filter, page) => listEvents(await this.#open(), filter, page)

  retry: Outbox['retry'] = async (filter, options) => {
    const count = await retryEvents(await this.#open(), filter, { ...options, nowMs: this.#nowMs() })
    this.#nudge()
    return count
  }

  drop: Outbox['drop'] = async (filter, options) => dropEvents(await this.#open(), filter, options?.limit)

  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = null
    await opening?.then(({ end }) => end()).catch(() => {})
  }

  async #addAll(entries: readonly OutboxEntry[]): Promise<Addition[]> {
    const opened = await this.#open()
    for (const entry of entries) await opened.engine.prepare(entry)
    const browsers = entries.filter(({ lane }) => lane === 'browser')
    const isFull = browsers.length > 0 && (await this.#quota.isFull(opened, browsers.length))
    return inTransaction(opened.pool, (client) => addEvents(client, entries, { ...opened, isFull }))
  }

  /** Opened once; where that fails, the next use tries again. */
  #open(): Promise<Opened> {
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = null
      throw error instanceof MidaSetupError ? error : new MidaSetupError('MIDA-408', explain(error))
    })
    return this.#opening
  }

  async #connect(): Promise<Opened> {
    const { connectionString = '', pool: given, connections = 5 } = this.#options
    const { pool, end } = given
      ? { pool: given, end: async () => {} }
      : await openPool(connectionString, connections)
    try {
      await migrate(pool, this.#schema)
      const engine = await QueueEngine.open(pool, `${this.#schema}_queue`)
      const endAll = async (): Promise<void> => engine.close().then(end, end)
      return { pool, engine, schema: this.#schema, end: endAll }
    } catch (error) {
      await end()
      throw error
    }
  }

  #nudge(): void {
    for (const listener of this.#nudged) listener()
  }
}

const poolNames = new WeakMap<PgPool, string>()

/** The same for every outbox over one pool. */
function nameOf(pool: PgPool): string {
  const name = poolNames.get(pool) ?? crypto.randomUUID()
  poolNames.set(pool, name)
  return name
}

/** How long after `write` the app's transaction has surely been committed, most of the time; the workers' poll finds the rest. */
const COMMITTED_AFTER_MS = 50
