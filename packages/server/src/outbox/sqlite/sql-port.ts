// The app's end of the SQLite thread: gathers units into batches, so that many callers share one sync of the disk.
import { Worker } from 'node:worker_threads'
import {
  type SqlFault,
  THREAD_SOURCE,
  type ThreadData,
  type ThreadMessage,
  type Unit,
  type UnitResult,
  type UnitRows,
} from './sql-thread.ts'

/** What SQLite said instead of running a unit; `code` is SQLite's name, e.g. `SQLITE_FULL`. */
export class SqlError extends Error {
  readonly code: string

  constructor({ code, message }: SqlFault) {
    super(message)
    this.name = 'SqlError'
    this.code = code
  }
}

export type SqlPort = {
  /** Runs one unit in a transaction that it may share. Rejects with a `SqlError`. */
  readonly run: (unit: Unit) => Promise<UnitRows>
  /** Finishes what was asked for, then closes the file. */
  readonly close: () => Promise<void>
}

type Asked = {
  readonly unit: Unit
  readonly resolve: (rows: UnitRows) => void
  readonly reject: (error: SqlError) => void
}

/** Bounds one transaction, so that other processes get their turn. */
const UNITS_PER_BATCH = 1_000

/** Starts the thread and opens the file. Rejects with a `SqlError`. */
export async function openSqlPort(data: ThreadData): Promise<SqlPort> {
  const port = new ThreadPort(data)
  await port.opened
  return port
}

class ThreadPort implements SqlPort {
  readonly opened: Promise<void>
  readonly #worker: Worker
  #waiting: Asked[] = []
  #running: readonly Asked[] = []
  #isScheduled = false
  #ended: SqlError | null = null
  #whenIdle: (() => void) | null = null

  constructor(data: ThreadData) {
    this.#worker = new Worker(THREAD_SOURCE, { eval: true, workerData: data })
    this.opened = new Promise((resolve, reject) => {
      this.#worker.once('message', ({ fault }: Extract<ThreadMessage, { kind: 'opened' }>) => {
        this.#worker.on('message', (message: Extract<ThreadMessage, { kind: 'ran' }>) =>
          this.#finish(message.results),
        )
        this.#worker.unref() // An idle outbox does not keep a process alive.
        if (!fault) return resolve()
        this.#end(new SqlError(fault))
        void this.#worker.terminate()
        reject(new SqlError(fault))
      })
      this.#worker.once('error', (error) => {
        this.#end(new SqlError({ code: 'THREAD_DIED', message: String(error) }))
        reject(this.#ended)
      })
    })
    this.#worker.once('exit', () => this.#end(CLOSED))
  }

  run(unit: Unit): Promise<UnitRows> {
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ unit, resolve, reject })
      if (this.#isScheduled || this.#running.length > 0) return
      this.#isScheduled = true
      queueMicrotask(() => this.#send())
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    if (this.#waiting.length > 0 || this.#running.length > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve
      })
    }
    if (this.#ended) return
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#worker.ref()
    this.#worker.postMessage(null)
    await exited
  }

  #send(): void {
    this.#isScheduled = false
    this.#running = this.#waiting.splice(0, UNITS_PER_BATCH)
    if (this.#running.length === 0 || this.#ended) return
    this.#worker.ref()
    this.#worker.postMessage(this.#running.map(({ unit }) => unit))
  }

  #finish(results: readonly UnitResult[]): void {
    const ran = this.#running
    this.#running = []
    if (this.#waiting.length > 0) this.#send()
    else this.#worker.unref()
    for (const [index, { resolve, reject }] of ran.entries()) {
      const result = results[index]
      if (result && 'rows' in result) resolve(result.rows)
      else reject(new SqlError(result?.fault ?? CLOSED))
    }
    if (this.#running.length === 0 && this.#waiting.length === 0) this.#whenIdle?.()
  }

  #end(error: SqlError): void {
    this.#ended ??= error
    const left = [...this.#running, ...this.#waiting]
    this.#running = []
    this.#waiting = []
    for (const { reject } of left) reject(this.#ended)
    this.#whenIdle?.()
  }
}

const CLOSED = new SqlError({ code: 'CLOSED', message: 'The outbox is closed.' })
