// What the tests of the outbox in PostgreSQL share: a client over an outbox in a schema of its own.
import { createEmulator } from '@mida-kit/emulator'
import pg from 'pg'
import {
  createPostgresOutbox,
  type PostgresOutbox,
  type PostgresOutboxOptions,
} from '../src/outbox/postgres/index.ts'
import { afterTest, USER } from './outbox-support.ts'
import { createKit, type Kit } from './support.ts'

let schemaCount = 0

/** A schema that nobody has used yet. */
export function newSchema(): string {
  schemaCount += 1
  return `kit_${schemaCount}`
}

type Options = Parameters<typeof createKit>[0] & { readonly store?: PostgresOutboxOptions }

export type PostgresKit = Kit & { readonly outbox: PostgresOutbox }

/** A client over an outbox; its Mida knows `USER`. */
export function createPostgresKit(
  url: string,
  { store = { schema: newSchema() }, ...options }: Options = {},
): PostgresKit {
  const outbox = createPostgresOutbox({ connectionString: url, ...store })
  afterTest(() => outbox.close())
  const kit = createKit({ emulator: createEmulator(), ...options, outbox })
  if (!kit.emulator.visitors.get(USER)) kit.emulator.visitors.seed(USER)
  afterTest(() => kit.mida.close({ withinMs: 100 }))
  return { ...kit, outbox }
}

/** The app's own connection. */
export async function connect(url: string): Promise<InstanceType<typeof pg.Client>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  afterTest(() => client.end())
  return client
}
