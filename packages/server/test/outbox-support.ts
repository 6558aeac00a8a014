// What the outbox's tests share: a client over an outbox in a file of its own, closed and removed after each test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach } from 'vitest'
import type { OutboxEntry } from '../src/index.ts'
import {
  createSqliteOutbox,
  type SqliteOutbox,
  type SqliteOutboxOptions,
} from '../src/outbox/sqlite/index.ts'
import { createKit, KEYS, type Kit } from './support.ts'

export const USER = { id: 'user_1' }
export const PLAN = { from_plan: 'starter', to_plan: 'pro' }

const closers: (() => Promise<unknown> | unknown)[] = []

/** Runs after the test, before what was registered earlier. */
export function afterTest(close: () => Promise<unknown> | unknown): void {
  closers.unshift(close)
}

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** The path of a file that does not exist yet, in a folder that goes after the test. */
export function newPath(name: string = 'mida.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'mida-outbox-'))
  afterTest(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, name)
}

export function openOutbox(options: Partial<SqliteOutboxOptions> = {}): SqliteOutbox {
  const outbox = createSqliteOutbox({ path: options.path ?? newPath(), ...options })
  afterTest(() => outbox.close())
  return outbox
}

type OutboxKitOptions = Parameters<typeof createKit>[0] & { readonly outbox?: SqliteOutbox }

export type OutboxKit = Kit & { readonly outbox: SqliteOutbox }

/** A client over an outbox; its Mida knows `USER`. */
export function createOutboxKit({ outbox = openOutbox(), ...options }: OutboxKitOptions = {}): OutboxKit {
  const kit = createKit({ emulator: createEmulator(), ...options, outbox })
  if (!kit.emulator.visitors.get(USER)) kit.emulator.visitors.seed(USER)
  afterTest(() => kit.mida.close({ withinMs: 100 }))
  return { ...kit, outbox }
}

let entryCount = 0

/** An event as the client stores it. */
export function toEntry(fields: Partial<OutboxEntry> = {}): OutboxEntry {
  entryCount += 1
  const eventId = fields.eventId ?? `entry-${entryCount}`
  return {
    project: KEYS.projectKey,
    eventId,
    eventName: 'plan_upgraded',
    lane: 'server',
    visitorKey: 'id:user_1',
    identifiers: [{ by: 'id', value: 'user_1' }],
    propertiesJson: JSON.stringify({ ...PLAN, kit_event_id: eventId }),
    guarantee: 'at-least-once',
    occurredAt: new Date().toISOString(),
    keys: [],
    acceptedAtMs: Date.now(),
    expiresAtMs: null,
    ...fields,
  }
}

/** The ids of what Mida has recorded, in order. */
export function recordedIds({ emulator }: Pick<Kit, 'emulator'>): string[] {
  return emulator.events.list().map(({ properties }) => String(properties?.kit_event_id))
}
