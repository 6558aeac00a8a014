// The stores that an outbox may be in, by name; each needs its package only where it is asked for.

/** @param {{ store: 'sqlite' | 'postgres', at: string }} where a file, or a database's address @returns {Promise<import('@mida-kit/server').Outbox>} */
export async function openOutbox({ store, at }) {
  if (store === 'sqlite') {
    const { createSqliteOutbox } = await import('@mida-kit/server/outbox/sqlite')
    return createSqliteOutbox({ path: at })
  }
  const { createPostgresOutbox } = await import('@mida-kit/server/outbox/postgres')
  return createPostgresOutbox({ connectionString: at })
}
