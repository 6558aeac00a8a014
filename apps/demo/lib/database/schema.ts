// The tables. Times are milliseconds since 1970.

export const SCHEMA = `
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  plan TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS subscribers (
  email TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS visitors (
  mida_uuid TEXT NOT NULL,
  user_id TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (mida_uuid, user_id)
);
CREATE INDEX IF NOT EXISTS visitors_by_user ON visitors (user_id);

CREATE TABLE IF NOT EXISTS deliveries (
  event_id TEXT NOT NULL,
  visitor_id TEXT NOT NULL DEFAULT '',
  visitor_uuid TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  sent_from TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  recorded_by TEXT,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (event_id, visitor_id, visitor_uuid)
);
CREATE INDEX IF NOT EXISTS deliveries_by_user ON deliveries (visitor_id);
CREATE INDEX IF NOT EXISTS deliveries_by_uuid ON deliveries (visitor_uuid);

CREATE TABLE IF NOT EXISTS settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
`
