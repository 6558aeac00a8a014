// The program of the thread that owns the SQLite connection: it runs batches of statements, each batch in one transaction.
// It is a text, not a module: a bundler (Next's two, esbuild) finds no file to lose, and it runs from TypeScript source too.

/** One statement: its SQL, its values, whether its rows are wanted, and when it ends its unit. */
export type Statement = readonly [
  sql: string,
  values: readonly SqlValue[],
  want?: 'rows' | 'stop_if_rows' | 'stop_if_none',
]

export type SqlValue = string | number | null

/** Statements that belong together: all of them take effect, or none. */
export type Unit = readonly Statement[]

export type Row = Readonly<Record<string, unknown>>

/** The rows of each statement of a unit that wanted them, up to the one that ended it. */
export type UnitRows = readonly (readonly Row[])[]

export type SqlFault = { readonly code: string; readonly message: string }

export type UnitResult = { readonly rows: UnitRows } | { readonly fault: SqlFault }

/** What the thread is started with. */
export type ThreadData = {
  readonly path: string
  /** Where `libsql` is looked for on a Node without `node:sqlite`. */
  readonly requireFrom: readonly string[]
  readonly pragmas: readonly string[]
  /** A transaction that may write takes the lock at once: one that begins to read cannot always go on to write. */
  readonly begin: 'BEGIN' | 'BEGIN IMMEDIATE'
  /** How long a transaction waits for another process's, in milliseconds. */
  readonly lockWaitMs: number
}

export type ThreadMessage =
  | { readonly kind: 'opened'; readonly fault: SqlFault | null }
  | { readonly kind: 'ran'; readonly results: readonly UnitResult[] }

/** CommonJS, as a worker made from a text is. Adapts node:sqlite and libsql, which agree on `prepare`, `run` and `all`. */
export const THREAD_SOURCE = `
'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const { createRequire, builtinModules } = require('node:module')

const CODES = { 5: 'SQLITE_BUSY', 6: 'SQLITE_LOCKED', 8: 'SQLITE_READONLY', 10: 'SQLITE_IOERR', 11: 'SQLITE_CORRUPT', 13: 'SQLITE_FULL', 14: 'SQLITE_CANTOPEN', 26: 'SQLITE_NOTADB' }

function toFault(error) {
  // libsql says only in its text why a file cannot be opened.
  const number = error.errcode ?? error.rawCode ?? Number(/: (\\d+)"/.exec(error.message)?.[1])
  const code = CODES[number & 255] || error.code || 'UNKNOWN'
  return { code: String(code), message: String(error.message) }
}

function openDatabase(path) {
  try {
    const { DatabaseSync } = require('node:sqlite')
    return new DatabaseSync(path)
  } catch (error) {
    if (error.code !== 'ERR_UNKNOWN_BUILTIN_MODULE' && error.code !== 'MODULE_NOT_FOUND') throw error
  }
  for (const from of workerData.requireFrom) {
    let Database
    try { Database = createRequire(from)('libsql') } catch { continue }
    return new Database(path)
  }
  throw Object.assign(new Error('Neither node:sqlite nor libsql is here.'), { code: 'NO_SQLITE' })
}

let db = null
const prepared = new Map()
const sleeping = new Int32Array(new SharedArrayBuffer(4))

function prepare(sql) {
  let statement = prepared.get(sql)
  if (!statement) prepared.set(sql, (statement = db.prepare(sql)))
  return statement
}

function runUnit(unit) {
  const rows = []
  for (const [sql, values, want] of unit) {
    const statement = prepare(sql)
    if (want === undefined) { statement.run(...values); continue }
    const found = statement.all(...values)
    rows.push(found)
    if (want === 'stop_if_rows' ? found.length > 0 : want === 'stop_if_none' && found.length === 0) break
  }
  return { rows }
}

// SQLite's own wait sleeps for up to 100 ms at a time: two busy processes would take turns at that pace.
function begin() {
  const untilMs = performance.now() + workerData.lockWaitMs
  for (;;) {
    try { return db.exec(workerData.begin) } catch (error) {
      if (toFault(error).code !== 'SQLITE_BUSY' || performance.now() > untilMs) throw error
    }
    Atomics.wait(sleeping, 0, 0, 1 + Math.random() * 3)
  }
}

// SQLite's log grows until it is folded into the file. On a disk that is full, folding it makes the room that it holds.
function foldLog(fault) {
  if (fault.code !== 'SQLITE_FULL' && fault.code !== 'SQLITE_IOERR') return false
  try { return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()[0].busy === 0 } catch { return false }
}

function runBatch(units, hasFolded = false) {
  try {
    begin()
    const results = units.map(runUnit)
    db.exec('COMMIT')
    return results
  } catch (error) {
    try { db.exec('ROLLBACK') } catch {}
    const fault = toFault(error)
    if (!hasFolded && foldLog(fault)) return runBatch(units, true)
    // One unit that cannot be kept must not take the others with it; behind a lock they would all wait again.
    if (units.length === 1 || fault.code === 'SQLITE_BUSY') return units.map(() => ({ fault }))
    return units.flatMap((unit) => runBatch([unit], true))
  }
}

try {
  db = openDatabase(workerData.path)
  for (const pragma of workerData.pragmas) db.prepare('PRAGMA ' + pragma).all()
  db.prepare('PRAGMA busy_timeout = 0').all()
  parentPort.postMessage({ kind: 'opened', fault: null })
} catch (error) {
  parentPort.postMessage({ kind: 'opened', fault: toFault(error) })
}
parentPort.on('message', (units) => {
  if (units !== null) return parentPort.postMessage({ kind: 'ran', results: runBatch(units) })
  try { db?.close() } catch {}
  process.exit(0)
})
`
