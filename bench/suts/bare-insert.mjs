// The yardstick of an outbox: one row a transaction, synced, by the engine itself; nothing is validated, and no index is kept.
import { randomUUID } from 'node:crypto'
import { WIRE_BODY } from './event.mjs'

const TABLE = 'CREATE TABLE bare (id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, body TEXT NOT NULL)'
const INSERT = 'INSERT INTO bare (event_id, body) VALUES'

/** @param {{ store: 'sqlite' | 'postgres', at: string }} where @returns {Promise<{ accept: () => unknown, close: () => unknown }>} */
export async function openBare({ store, at }) {
  return store === 'sqlite' ? openFile(at) : openDatabase(at)
}

/** By the engine that the kit runs on: Node's own, else libsql. @param {string} path */
async function openFile(path) {
  const Database = await import('node:sqlite').then(
    ({ DatabaseSync }) => DatabaseSync,
    async () => (await import('libsql')).default,
  )
  const db = new Database(path)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL']) db.prepare(`PRAGMA ${pragma}`).all()
  db.exec(TABLE)
  const insert = db.prepare(`${INSERT} (?, ?)`)
  return { accept: () => insert.run(randomUUID(), WIRE_BODY), close: () => db.close() }
}

/** @param {string} connectionString */
async function openDatabase(connectionString) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(TABLE.replace('INTEGER PRIMARY KEY', 'bigserial PRIMARY KEY'))
  const text = `${INSERT} ($1, $2)`
  return {
    accept: () => client.query({ name: 'insert', text, values: [randomUUID(), WIRE_BODY] }),
    close: () => client.end(),
  }
}
