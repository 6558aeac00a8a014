// How the outbox talks to PostgreSQL: a pool, one transaction at a time on a connection, and rows that are read as unknown.
import { MidaSetupError } from '@mida-kit/contract'
import type { Row } from '../sqlite/sql-thread.ts'

/** The app's connection: a client of `pg`, or anything that answers as it does. */
export type PgClient = {
  readonly query: (text: string, values?: unknown[]) => Promise<{ readonly rows: unknown[] }>
}

/** The app's pool: one of `pg`, or anything that answers as it does. */
export type PgPool = PgClient & {
  readonly connect: () => Promise<PooledClient>
}

type PooledClient = PgClient & {
  readonly release: (error?: Error) => void
  readonly on: (event: 'error', listener: () => void) => unknown
  readonly off: (event: 'error', listener: () => void) => unknown
}

/** A pool that somebody has to end. */
export type OwnedPool = { readonly pool: PgPool; readonly end: () => Promise<void> }

const CONNECT_WITHIN_MS = 5_000
/** A connection whose server went away without a word answers nothing; then the query fails, and another one is opened. */
const ANSWER_WITHIN_MS = 30_000

/** @throws MidaSetupError MIDA-410 where the package `pg` is not installed. */
export async function openPool(connectionString: string, connections: number): Promise<OwnedPool> {
  const { default: pg } = await import('pg').catch((error: unknown) => {
    throw new MidaSetupError('MIDA-410', explain(error))
  })
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
    allowExitOnIdle: true,
  })
  pool.on('error', ignore) // An idle connection broke: the next query opens another one, or says what is wrong.
  return { pool, end: () => pool.end() }
}

export async function readRows(client: PgClient, text: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await client.query(text, values)
  return rows.filter(isRow)
}

/** Commits what the work did, or nothing of it. */
export async function inTransaction<T>(pool: PgPool, work: (client: PgClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  // A connection that breaks also says so as an event, which would end the process; the query that it breaks rejects.
  client.on('error', ignore)
  try {
    await client.query('BEGIN')
    const done = await work(client)
    await client.query('COMMIT')
    client.off('error', ignore)
    client.release()
    return done
  } catch (error) {
    // The connection goes with its transaction: whether it can still be used is not worth asking.
    client.release(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

export function explain(error: unknown): string {
  // Where a name has several addresses, what was wrong with each is inside.
  if (error instanceof AggregateError) return error.errors.map(explain).join('; ')
  return error instanceof Error ? error.message : String(error)
}

function ignore(): void {}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null
}
