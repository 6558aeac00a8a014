// Finds out why a file cannot be an outbox before SQLite says it in fewer words, and makes it readable by its owner alone.
import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { MidaSetupError, type SetupErrorCode } from '@mida-kit/contract'
import { FIND_OUTBOX, PEEK_VERSION, READ_VERSION, SCHEMA_VERSION, toMigration } from './schema.ts'
import { openSqlPort, SqlError, type SqlPort } from './sql-port.ts'
import type { ThreadData, UnitRows } from './sql-thread.ts'
import { readNumber } from './stored-row.ts'

/** What may be done to a file: everything, all but making it, or looking alone. */
export type OutboxAccess = 'create' | 'existing' | 'read-only'

export type FileOptions = {
  readonly path: string
  readonly access: OutboxAccess
  /** Largest size of the file, in bytes; undefined for what the disk holds. */
  readonly maxBytes: number | undefined
  /** How long to wait for another process's lock, in milliseconds. */
  readonly lockWaitMs: number
}

/** Opens the file, makes it where it is missing, and brings it up to date. @throws MidaSetupError MIDA-401 to MIDA-407, MIDA-411 */
export async function openFile(options: FileOptions): Promise<SqlPort> {
  const { path, access } = options
  prepareFile(options)
  // Another app's file, or a newer one, is left as it is to the byte: opening it for writing would change its header.
  if (access === 'existing') await (await openFile({ ...options, access: 'read-only' })).close()
  let port: SqlPort | null = null
  try {
    port = await openSqlPort(toThreadData(options, access === 'read-only' ? 'BEGIN' : 'BEGIN IMMEDIATE'))
    if (access === 'read-only') await requireOutbox(port, path)
    else await migrate(port, path)
    return port
  } catch (error) {
    await port?.close()
    throw error instanceof SqlError ? toSetupError(error, options.path) : error
  }
}

/** A second connection, for looking alone: its reads do not hold up the first one's writes. */
export function openReader(options: FileOptions): Promise<SqlPort> {
  return openSqlPort(toThreadData(options, 'BEGIN'))
}

function toThreadData(options: FileOptions, begin: ThreadData['begin']): ThreadData {
  const { path, lockWaitMs } = options
  return { path, lockWaitMs, begin, requireFrom: getRequireFrom(), pragmas: toPragmas(options) }
}

function prepareFile({ path, access }: FileOptions): void {
  const directory = dirname(resolve(path))
  if (!existsSync(directory)) throw new MidaSetupError('MIDA-401', `It is ${directory}.`)
  try {
    if (!existsSync(path)) {
      if (access !== 'create') throw new MidaSetupError('MIDA-411', `${path} does not exist.`)
      // The two files that SQLite puts beside it take over its mode.
      closeSync(openSync(path, 'wx', 0o600))
      return
    }
    if (!statSync(path).isFile()) throw new MidaSetupError('MIDA-402', `${path} is not a file.`)
    accessSync(path, access === 'read-only' ? constants.R_OK : constants.R_OK | constants.W_OK)
  } catch (error) {
    if (error instanceof MidaSetupError) throw error
    if (isCode(error, 'EEXIST')) return // Another process made it in this very moment.
    throw new MidaSetupError('MIDA-402', error instanceof Error ? error.message : String(error))
  }
}

/** WAL, so that readers and one writer do not wait for each other; FULL, so that what was committed survives a power cut. */
function toPragmas({ access, maxBytes, lockWaitMs }: FileOptions): string[] {
  if (access === 'read-only') return [`busy_timeout = ${Math.round(lockWaitMs)}`, 'query_only = ON']
  const pragmas = [
    `busy_timeout = ${Math.round(lockWaitMs)}`,
    'journal_mode = WAL',
    'synchronous = FULL',
    'wal_autocheckpoint = 4000',
    'journal_size_limit = 67108864',
  ]
  if (maxBytes !== undefined)
    pragmas.push(`max_page_count = ${Math.max(1, Math.floor(maxBytes / PAGE_BYTES))}`)
  return pragmas
}

/** SQLite's page size unless somebody chose another. */
const PAGE_BYTES = 4_096

async function migrate(port: SqlPort, path: string): Promise<void> {
  for (;;) {
    const version = requireVersion(await port.run(READ_VERSION), path)
    if (version === SCHEMA_VERSION) return
    await port.run(toMigration(version))
  }
}

/** An older file is read as it is: nothing can be brought up to date by somebody who only looks. */
async function requireOutbox(port: SqlPort, path: string): Promise<void> {
  const [tables = []] = await port.run(FIND_OUTBOX)
  if (tables.length === 0) throw new MidaSetupError('MIDA-411', `${path} has no mida_outbox table.`)
  const version = requireVersion(await port.run(PEEK_VERSION), path)
  if (version === 0) throw new MidaSetupError('MIDA-411', `${path} is still being made.`)
}

/** @throws MidaSetupError MIDA-403 where there is none, MIDA-404 where this code does not know it. */
function requireVersion([rows]: UnitRows, path: string): number {
  const version = readNumber(rows?.[0], 'version')
  if (version === null) {
    throw new MidaSetupError('MIDA-403', `${path} has a mida_outbox table without a version.`)
  }
  if (version > SCHEMA_VERSION) {
    const found = `${path} has version ${version}; this code knows ${SCHEMA_VERSION}.`
    throw new MidaSetupError('MIDA-404', found)
  }
  return version
}

function toSetupError(error: SqlError, path: string): MidaSetupError {
  return new MidaSetupError(SETUP_CODES[error.code] ?? 'MIDA-402', `${path}: ${error.message}.`)
}

const SETUP_CODES: Readonly<Record<string, SetupErrorCode>> = {
  SQLITE_NOTADB: 'MIDA-403',
  SQLITE_CORRUPT: 'MIDA-403',
  SQLITE_BUSY: 'MIDA-406',
  SQLITE_LOCKED: 'MIDA-406',
  NO_SQLITE: 'MIDA-405',
}

/** The package itself, where `libsql` is its own; the app, where a bundler has moved the package. */
function getRequireFrom(): string[] {
  return [import.meta.url, join(process.cwd(), 'package.json')].filter(canRequireFrom)
}

function canRequireFrom(from: string): boolean {
  try {
    createRequire(from)
    return true
  } catch {
    return false
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
