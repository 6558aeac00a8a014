// The outbox in a SQLite file: opening it, adding to it, and its two sides, the workers' and the people's.
import { resolve } from 'node:path'
import { MidaSetupError } from '@mida-kit/contract'
import type { Addition, Outbox, OutboxEntry, OutboxWorker } from '../outbox.ts'
import { OutboxSender, type SenderOptions } from '../outbox-sender.ts'
import { createSteadyClock } from '../steady-clock.ts'
import { type AppDatabase, requireSameFile, runInTransaction } from './app-transaction.ts'
import { dropEvents, listEvents, readStatus, retryEvents } from './inspect.ts'
import { type FileOptions, type OutboxAccess, openFile, openReader } from './open-file.ts'
import { SqlError, type SqlPort } from './sql-port.ts'
import type { UnitRows } from './sql-thread.ts'
import { connectWorker } from './sqlite-worker.ts'
import { toAddUnit } from './units.ts'

/** Where the file is, and what it may hold. */
export type SqliteOutboxOptions = {
  /** The file, e.g. `./data/mida.db`: its own, made where it is missing, or the app's database. Its directory must exist. */
  readonly path: string
  /**
   * `create` makes the file and its tables where they are missing, `existing` refuses instead, and `read-only` writes nothing
   * at all: for looking into an outbox that another process runs. @default 'create'
   */
  readonly access?: OutboxAccess | undefined
  /** Browsers' events that may wait at the same time; more are `queue_full`. @default 100_000 */
  readonly browserCapacity?: number | undefined
  /** Largest size of the file, in bytes; an event that does not fit is `failed`. @default what the disk holds */
  readonly maxBytes?: number | undefined
  /** Longest wait for another process's lock, in milliseconds. @default 5_000 */
  readonly lockWaitMs?: number | undefined
  /** How long a server event's `dedupeKey` stays known after its end, in milliseconds. @default 30 days */
  readonly keepKeysMs?: number | undefined
}

/** An outbox in a file. */
export type SqliteOutbox = Outbox & {
  /**
   * Writes an event inside the app's own transaction, by the app's connection (better-sqlite3, libsql, node:sqlite) to the
   * same file: the app's rows and the event commit or vanish together. Open the outbox first.
   *
   * Throws what SQLite throws, so that the app's transaction rolls back. @throws MidaSetupError MIDA-407
   */
  readonly write: (database: AppDatabase, entry: OutboxEntry) => Addition
}

const DAY_MS = 24 * 60 * 60_000

/** An outbox in a SQLite file; `node:sqlite` where Node has it, else the package `libsql`. Nothing is opened before its first use. */
export function createSqliteOutbox(options: SqliteOutboxOptions): SqliteOutbox {
  return new FileOutbox(options)
}

class FileOutbox implements SqliteOutbox {
  readonly name: string
  readonly #file: FileOptions
  readonly #browserCapacity: number
  readonly #keepKeysMs: Readonly<Record<OutboxEntry['lane'], number>>
  readonly #nowMs = createSteadyClock()
  readonly #nudged = new Set<() => void>()
  #opening: Promise<SqlPort> | null = null
  #reading: Promise<SqlPort> | null = null

  constructor(options: SqliteOutboxOptions) {
    const { path, access, browserCapacity, maxBytes, lockWaitMs, keepKeysMs } = options
    if (path === '' || path.startsWith(':') || path.startsWith('file:')) {
      throw new MidaSetupError('MIDA-402', `${JSON.stringify(path)} is not the path of a file.`)
    }
    this.name = `sqlite:${resolve(path)}`
    this.#file = { path, access: access ?? 'create', maxBytes, lockWaitMs: lockWaitMs ?? 5_000 }
    this.#browserCapacity = browserCapacity ?? 100_000
    this.#keepKeysMs = { server: keepKeysMs ?? 30 * DAY_MS, browser: DAY_MS }
  }

  async open(): Promise<void> {
    await this.#port()
  }

  async add(entry: OutboxEntry): Promise<Addition> {
    try {
      const port = await this.#port()
      const addition = toAddition(entry, await port.run(this.#toAddUnit(entry)))
      if (addition.status === 'queued') this.#nudge()
      return addition
    } catch (error) {
      return { status: 'unavailable', message: explain(error) }
    }
  }

  write(database: AppDatabase, entry: OutboxEntry): Addition {
    requireSameFile(database, this.#file.path)
    const addition = toAddition(entry, runInTransaction(database, this.#toAddUnit(entry)))
    // The transaction is still open: the workers look once it may have been committed.
    if (addition.status === 'queued') setTimeout(() => this.#nudge(), COMMITTED_AFTER_MS).unref()
    return addition
  }

  async connect(): Promise<OutboxWorker> {
    return connectWorker({ port: await this.#port(), nowMs: this.#nowMs, keepKeysMs: this.#keepKeysMs })
  }

  createSender(options: SenderOptions): OutboxSender {
    return new OutboxSender({ ...options, outbox: this })
  }

  onNudge(listener: () => void): () => void {
    this.#nudged.add(listener)
    return () => void this.#nudged.delete(listener)
  }

  status: Outbox['status'] = async () => readStatus(await this.#reader(), this.#nowMs())

  list: Outbox['list'] = async (filter, page) => listEvents(await this.#reader(), filter, page)

  retry: Outbox['retry'] = async (filter, options) => {
    const count = await retryEvents(await this.#ports(), filter, { ...options, nowMs: this.#nowMs() })
    this.#nudge()
    return count
  }

  drop: Outbox['drop'] = async (filter, options) => dropEvents(await this.#ports(), filter, options?.limit)

  async close(): Promise<void> {
    const open = [this.#opening, this.#reading]
    this.#opening = null
    this.#reading = null
    for (const opening of open) await opening?.then((port) => port.close()).catch(() => {})
  }

  #toAddUnit(entry: OutboxEntry): ReturnType<typeof toAddUnit> {
    return toAddUnit(entry, { nowMs: this.#nowMs(), browserCapacity: this.#browserCapacity })
  }

  /** Opened once; where that fails, the next use tries again: a volume may be mounted late. */
  #port(): Promise<SqlPort> {
    this.#opening ??= openFile(this.#file).catch((error: unknown) => {
      this.#opening = null
      throw error
    })
    return this.#opening
  }

  #reader(): Promise<SqlPort> {
    if (this.#file.access === 'read-only') return this.#port()
    this.#reading ??= this.#port()
      .then(() => openReader(this.#file))
      .catch((error: unknown) => {
        this.#reading = null
        throw error
      })
    return this.#reading
  }

  async #ports(): Promise<{ readonly reader: SqlPort; readonly writer: SqlPort }> {
    return { reader: await this.#reader(), writer: await this.#port() }
  }

  #nudge(): void {
    for (const listener of this.#nudged) listener()
  }
}

/** How long after `write` the app's transaction has surely been committed, most of the time; the workers' poll finds the rest. */
const COMMITTED_AFTER_MS = 50

function toAddition(entry: OutboxEntry, rows: UnitRows): Addition {
  const [known] = entry.keys.length > 0 ? (rows[0] ?? []) : []
  if (known) {
    return { status: 'duplicate', eventId: String(known.event_id), isPending: known.is_settled === 0 }
  }
  const quota = entry.lane === 'browser' ? rows.at(-1) : []
  return quota && quota.length > 0 ? { status: 'full' } : { status: 'queued' }
}

function explain(error: unknown): string {
  if (!(error instanceof SqlError)) return error instanceof Error ? error.message : String(error)
  return `${EXPLANATIONS[error.code] ?? 'The outbox cannot be written.'} (${error.code}: ${error.message})`
}

const EXPLANATIONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'The disk is full, or the outbox has reached maxBytes.',
  SQLITE_IOERR: 'The disk of the outbox failed.',
  SQLITE_BUSY: 'Another process holds the outbox locked.',
  SQLITE_CORRUPT: 'The file of the outbox is damaged.',
  SQLITE_READONLY: 'The file of the outbox cannot be written.',
}
