// The public door of @mida-kit/server/outbox/postgres: an outbox in a PostgreSQL database, for many machines.
export type { PgClient, PgPool } from './connection.ts'
export { createPostgresOutbox, type PostgresOutbox, type PostgresOutboxOptions } from './postgres-outbox.ts'
