// The public door of @mida-kit/server/outbox/sqlite: an outbox in a file on this machine.
export type { AppDatabase } from './app-transaction.ts'
export type { OutboxAccess } from './open-file.ts'
export { createSqliteOutbox, type SqliteOutbox, type SqliteOutboxOptions } from './sqlite-outbox.ts'
