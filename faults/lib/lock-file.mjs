// @ts-check
// Another process's transaction on a SQLite file that does not end.
import { createRequire } from 'node:module'

/** The file is locked for writing until the function that this gives is called. @param {string} path */
export async function lockFile(path) {
  const Database = createRequire(import.meta.url)('libsql')
  const db = new Database(path)
  db.exec('PRAGMA busy_timeout = 5000')
  db.exec('BEGIN IMMEDIATE')
  return async () => {
    db.exec('ROLLBACK')
    db.close()
  }
}
