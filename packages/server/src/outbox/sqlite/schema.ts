// The shape of the outbox in a SQLite file, and how an older file becomes a newer one.
// Every name begins with `mida_`, so that the tables can live in the app's own file, beside its orders.
import type { Unit } from './sql-thread.ts'

/** Each migration once, in order; a file says how many it has seen. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE mida_events (
      seq INTEGER PRIMARY KEY,
      project TEXT NOT NULL,
      lane TEXT NOT NULL,
      state INTEGER NOT NULL DEFAULT 0,
      event_id TEXT NOT NULL,
      event_name TEXT NOT NULL,
      visitor_key TEXT NOT NULL,
      details TEXT NOT NULL,
      properties TEXT,
      accepted_at_ms INTEGER NOT NULL,
      due_at_ms INTEGER NOT NULL,
      owner INTEGER,
      is_begun INTEGER NOT NULL DEFAULT 0,
      failed_tries INTEGER NOT NULL DEFAULT 0,
      not_found_tries INTEGER NOT NULL DEFAULT 0,
      may_be_recorded INTEGER NOT NULL DEFAULT 0,
      code TEXT,
      message TEXT
    )`,
    // What waits and nobody holds, in the order in which it is sent.
    `CREATE INDEX mida_events_due ON mida_events (project, lane, due_at_ms) WHERE state = 0 AND owner IS NULL`,
    // What somebody holds: few rows, looked through for a visitor or a dead worker.
    `CREATE INDEX mida_events_held ON mida_events (owner, visitor_key) WHERE owner IS NOT NULL`,
    `CREATE INDEX mida_events_kept ON mida_events (state, code) WHERE state <> 0`,
    `CREATE TABLE mida_keys (
      key TEXT PRIMARY KEY,
      event_id TEXT NOT NULL,
      is_settled INTEGER NOT NULL,
      expires_at_ms INTEGER NOT NULL
    ) WITHOUT ROWID`,
    `CREATE INDEX mida_keys_settled ON mida_keys (expires_at_ms) WHERE is_settled = 1`,
    `CREATE TABLE mida_workers (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      beat INTEGER NOT NULL,
      host TEXT NOT NULL,
      pid INTEGER NOT NULL,
      process TEXT NOT NULL
    )`,
    `CREATE TABLE mida_counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID`,
    `INSERT INTO mida_counts (name, count) VALUES ('browser', 0), ('unattributable', 0)`,
    // The browsers' quota is asked for at each of their events, and counting a million rows takes too long.
    `CREATE TRIGGER mida_browser_added AFTER INSERT ON mida_events WHEN NEW.lane = 'browser'
      BEGIN UPDATE mida_counts SET count = count + 1 WHERE name = 'browser'; END`,
    `CREATE TRIGGER mida_browser_removed AFTER DELETE ON mida_events WHEN OLD.lane = 'browser'
      BEGIN UPDATE mida_counts SET count = count - 1 WHERE name = 'browser'; END`,
  ],
  [
    // A backlog of a million is counted by its lanes, ages and codes without reading the events themselves.
    `CREATE INDEX mida_events_waiting ON mida_events (accepted_at_ms, lane) WHERE state = 0`,
    // The few dead among many that wait, in the order in which they came.
    `CREATE INDEX mida_events_ended ON mida_events (state) WHERE state <> 0`,
    `CREATE INDEX mida_events_failed ON mida_events (code) WHERE state = 0 AND code IS NOT NULL`,
  ],
]

/** The newest version that this code knows. */
export const SCHEMA_VERSION: number = MIGRATIONS.length

/** Makes the table of the version where it is missing, and reads it. */
export const READ_VERSION: Unit = [
  [`CREATE TABLE IF NOT EXISTS mida_outbox (version INTEGER NOT NULL)`, []],
  [`INSERT INTO mida_outbox (version) SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM mida_outbox)`, []],
  [`SELECT version FROM mida_outbox`, [], 'rows'],
]

/** Whether the file holds an outbox, and its version, for those who must not write. */
export const FIND_OUTBOX: Unit = [
  [`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'mida_outbox'`, [], 'rows'],
]
export const PEEK_VERSION: Unit = [[`SELECT version FROM mida_outbox`, [], 'rows']]

/** One step up from a version; it does nothing where another process was faster. */
export function toMigration(fromVersion: number): Unit {
  return [
    [`SELECT 1 FROM mida_outbox WHERE version = ?`, [fromVersion], 'stop_if_none'],
    ...(MIGRATIONS[fromVersion] ?? []).map((sql) => [sql, []] as const),
    [`UPDATE mida_outbox SET version = ?`, [fromVersion + 1]],
  ]
}
