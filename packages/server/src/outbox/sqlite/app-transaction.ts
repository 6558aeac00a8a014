// An event written inside the app's own transaction, by the app's own connection to the same file.
import { realpathSync } from 'node:fs'
import { MidaSetupError } from '@mida-kit/contract'
import type { Row, Unit, UnitRows } from './sql-thread.ts'

type Run = (...values: never[]) => unknown

/** The app's connection: better-sqlite3, libsql and node:sqlite have all of this. */
export type AppDatabase = {
  readonly prepare: (sql: string) => { readonly run: Run; readonly all: (...values: never[]) => unknown }
}

const known = new WeakMap<AppDatabase, string>()

/** Runs a unit on the app's connection, in whatever transaction it is in. Throws what SQLite throws. */
export function runInTransaction(database: AppDatabase, unit: Unit): UnitRows {
  const found: (readonly Row[])[] = []
  for (const [sql, values, want] of unit) {
    const statement = database.prepare(sql)
    if (want === undefined) {
      statement.run(...(values as never[]))
      continue
    }
    const rows = toRows(statement.all(...(values as never[])))
    found.push(rows)
    if (want === 'stop_if_rows' ? rows.length > 0 : want === 'stop_if_none' && rows.length === 0) break
  }
  return found
}

/** @throws MidaSetupError MIDA-407 where the connection is to another file. */
export function requireSameFile(database: AppDatabase, path: string): void {
  if (known.get(database) === path) return
  const rows = toRows(database.prepare('PRAGMA database_list').all())
  const file = rows.find(({ name }) => name === 'main')?.file
  if (typeof file !== 'string' || file === '' || realpathSync(file) !== realpathSync(path)) {
    throw new MidaSetupError('MIDA-407', `The outbox is in ${path}, the connection in ${String(file)}.`)
  }
  known.set(database, path)
}

function toRows(found: unknown): readonly Row[] {
  return Array.isArray(found) ? found : []
}
