// The shop's database: one SQLite file, opened at the first use and never while Next builds.
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
  globalThis.__shopDatabase ??= openDatabase(process.env.SHOP_DB || '.data/shop.db')
  return globalThis.__shopDatabase
}

function openDatabase(path: string): Database.Database {
  const file = resolve(/* turbopackIgnore: true */ path)
  mkdirSync(dirname(file), { recursive: true })
  const database = new Database(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000;')
  database.exec(SCHEMA)
  // Those events waited in the memory of a process that is gone, and nobody knows how far they came.
  database.prepare("UPDATE user_events SET status = 'lost' WHERE status = 'accepted'").run()
  return database
}
