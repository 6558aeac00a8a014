// The shop's database: one SQLite file, opened at the first use and never while Next builds. The outbox lives in it too.
import 'server-only'
import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'libsql'
import { SCHEMA } from './schema'

declare global {
  var __shopDatabase: Database.Database | undefined
}

/** The open database. On `globalThis`, since Next gives pages, routes and actions each a copy of this module. */
export function getDatabase(): Database.Database {
  globalThis.__shopDatabase ??= openDatabase(getDatabasePath())
  return globalThis.__shopDatabase
}

/** Runs `work` in a transaction that takes the lock at once; what it throws rolls everything back. */
export function runInTransaction<Result>(work: (database: Database.Database) => Result): Result {
  const database = getDatabase()
  return database.transaction(() => work(database)).immediate()
}

/** Where the shop's file is. */
export function getDatabasePath(): string {
  return resolve(/* turbopackIgnore: true */ process.env.SHOP_DB || '.data/shop.db')
}

function openDatabase(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true })
  const database = new Database(file)
  // FULL: an order that was answered as paid is paid after a power cut, and so is its event.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;')
  database.exec(SCHEMA)
  return database
}
