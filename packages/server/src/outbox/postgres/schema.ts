// The shape of the outbox in PostgreSQL, and how an older one becomes a newer one. It lies in a schema of its own.
import { MidaSetupError } from '@mida-kit/contract'
import { readNumber } from '../sqlite/stored-row.ts'
import { inTransaction, type PgPool, readRows } from './connection.ts'

/** The columns of an event, with the types that the parsers expect. */
export const COLUMNS = `seq::float8 AS seq, project, lane, state, event_id, event_name, visitor_key, details, properties,
  accepted_at_ms, failed_tries, not_found_tries, may_be_recorded, code, message`

/** Each migration once, in order; the schema says how many it has seen. */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.events (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      project text NOT NULL,
      lane text NOT NULL,
      state smallint NOT NULL DEFAULT 0,
      event_id text NOT NULL,
      event_name text NOT NULL,
      visitor_key text NOT NULL,
      visitors text[] NOT NULL,
      details text NOT NULL,
      properties text,
      accepted_at_ms double precision NOT NULL,
      due_at timestamptz NOT NULL DEFAULT now(),
      owner integer,
      is_begun smallint NOT NULL DEFAULT 0,
      failed_tries integer NOT NULL DEFAULT 0,
      not_found_tries integer NOT NULL DEFAULT 0,
      may_be_recorded smallint NOT NULL DEFAULT 0,
      code text,
      message text
    );
    CREATE INDEX events_due ON ${schema}.events (project, due_at) WHERE state = 0 AND owner IS NULL;
    CREATE INDEX events_held ON ${schema}.events (owner) WHERE owner IS NOT NULL;
    CREATE INDEX events_kept ON ${schema}.events (state, code) WHERE state <> 0;
    CREATE INDEX events_waiting ON ${schema}.events (lane) WHERE state = 0;
    CREATE TABLE ${schema}.keys (
      key text PRIMARY KEY,
      event_id text NOT NULL,
      is_settled boolean NOT NULL DEFAULT false,
      expires_at timestamptz NOT NULL DEFAULT 'infinity'
    );
    CREATE INDEX keys_settled ON ${schema}.keys (expires_at) WHERE is_settled;
    CREATE TABLE ${schema}.workers (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      beat integer NOT NULL DEFAULT 0,
      host text NOT NULL,
      pid integer NOT NULL,
      process text NOT NULL
    );
    CREATE TABLE ${schema}.counts (name text PRIMARY KEY, count bigint NOT NULL);
    INSERT INTO ${schema}.counts VALUES ('unattributable', 0);
    ${toAddFunction(schema)}`,
]

/**
 * Adds one event, in whatever transaction it is called. Keys are held in their order, so that two of these never wait for each
 * other; where another transaction holds one, this one waits until it is known whether that commits.
 */
function toAddFunction(schema: string): string {
  return `CREATE FUNCTION ${schema}.add_event(entry json)
    RETURNS TABLE (status text, known_event_id text, known_is_settled boolean, new_seq double precision) LANGUAGE plpgsql AS $$
    DECLARE
      v_keys text[] := ARRAY(SELECT json_array_elements_text(entry->'keys') ORDER BY 1);
      v_held text[] := '{}';
      v_key text;
    BEGIN
      DELETE FROM ${schema}.keys k WHERE k.key = ANY (v_keys) AND k.is_settled AND k.expires_at <= clock_timestamp();
      FOREACH v_key IN ARRAY v_keys LOOP
        INSERT INTO ${schema}.keys (key, event_id) VALUES (v_key, entry->>'event_id') ON CONFLICT (key) DO NOTHING;
        IF NOT FOUND THEN
          DELETE FROM ${schema}.keys k WHERE k.key = ANY (v_held);
          RETURN QUERY SELECT 'duplicate', k.event_id, k.is_settled, NULL::float8 FROM ${schema}.keys k WHERE k.key = v_key;
          RETURN;
        END IF;
        v_held := v_held || v_key;
      END LOOP;
      IF (entry->>'is_full')::boolean THEN
        DELETE FROM ${schema}.keys k WHERE k.key = ANY (v_held);
        RETURN QUERY SELECT 'full', NULL::text, NULL::boolean, NULL::float8;
        RETURN;
      END IF;
      RETURN QUERY INSERT INTO ${schema}.events
        (project, lane, event_id, event_name, visitor_key, visitors, details, properties, accepted_at_ms)
        VALUES (entry->>'project', entry->>'lane', entry->>'event_id', entry->>'event_name', entry->>'visitor_key',
          ARRAY(SELECT json_array_elements_text(entry->'visitors')), entry->>'details', entry->>'properties',
          (entry->>'accepted_at_ms')::float8)
        RETURNING 'queued', NULL::text, NULL::boolean, seq::float8;
    END $$;`
}

/** Makes the schema where it is missing, and brings it up to date. @throws MidaSetupError MIDA-409 */
export async function migrate(pool: PgPool, schema: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Machines that start together do this one after another.
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`mida-kit:${schema}`])
    const [found] = await readRows(client, `SELECT to_regclass($1)::text AS name`, [`${schema}.outbox`])
    if (!found?.name) {
      await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
      await client.query(`CREATE TABLE ${schema}.outbox (version integer NOT NULL)`)
      await client.query(`INSERT INTO ${schema}.outbox VALUES (0)`)
    }
    const [row] = await readRows(client, `SELECT version FROM ${schema}.outbox`)
    const version = readNumber(row, 'version') ?? 0
    if (version > MIGRATIONS.length) {
      throw new MidaSetupError(
        'MIDA-409',
        `${schema} has version ${version}; this code knows ${MIGRATIONS.length}.`,
      )
    }
    for (const toSql of MIGRATIONS.slice(version)) await client.query(toSql(schema))
    await client.query(`UPDATE ${schema}.outbox SET version = $1`, [MIGRATIONS.length])
  })
}
