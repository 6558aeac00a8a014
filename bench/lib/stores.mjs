// A place for each outbox that is measured: a file in the bench's own folder, a database in a PostgreSQL of the bench's own.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '../../faults/lib/postgres.mjs'
import { say } from './install.mjs'
import { CACHE } from './paths.mjs'

/**
 * @typedef {'sqlite' | 'postgres'} Store
 * @typedef {{ stores: Store[], create: (store: Store) => Promise<string>, remove: () => Promise<void> }} Stores
 */

/** A disk in memory would not sync: the files are beside the bench. @returns {Promise<Stores>} */
export async function startStores() {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'outbox-'))
  const postgres = await startPostgres()
  if (postgres) say(postgres.version)
  else
    say('NOT RUN: the outbox in PostgreSQL. Install PostgreSQL, or set MIDA_TEST_PG_BIN to its bin folder.')
  let made = 0
  return {
    stores: postgres ? ['sqlite', 'postgres'] : ['sqlite'],
    create: async (store) => {
      made += 1
      if (store === 'sqlite') return join(folder, `${made}.db`)
      if (!postgres) throw new Error('There is no PostgreSQL here.')
      return postgres.createDatabase(`bench_${made}`)
    },
    remove: async () => {
      await postgres?.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
