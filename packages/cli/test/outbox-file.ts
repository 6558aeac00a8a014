// Outboxes of the tests: a file with events in it, made through the store's own door, gone after the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, type Emulator } from '@mida-kit/emulator'
import type { OutboxEntry } from '@mida-kit/server'
import { createSqliteOutbox, type SqliteOutbox } from '@mida-kit/server/outbox/sqlite'
import { afterEach } from 'vitest'
import { type Run, runCommand } from './run-command.ts'

const closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Runs after the test, before what was registered earlier. */
export function afterTest(close: () => Promise<unknown> | unknown): void {
  closers.push(close)
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mida-cli-outbox-'))
  afterTest(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export type OutboxFile = {
  readonly folder: string
  readonly path: string
  readonly outbox: SqliteOutbox
  /** Runs `mida-kit` in the folder with the outbox's file in its environment. */
  readonly run: (...args: string[]) => Promise<Run>
  readonly runJson: (...args: string[]) => Promise<unknown>
}

/** A file with these events, all of which wait. It stays open: as by a running app. */
export async function makeOutbox(...entries: readonly Partial<OutboxEntry>[]): Promise<OutboxFile> {
  const folder = newFolder()
  const path = join(folder, 'mida.db')
  const outbox = createSqliteOutbox({ path })
  await outbox.open()
  afterTest(() => outbox.close())
  for (const entry of entries) await outbox.add(toEntry(entry))
  const run: OutboxFile['run'] = (...args) => runCommand(args, { cwd: folder, env: { MIDA_OUTBOX: path } })
  const runJson: OutboxFile['runJson'] = async (...args) => JSON.parse((await run(...args, '--json')).stdout)
  return { folder, path, outbox, run, runJson }
}

let entryCount = 0

export function toEntry(fields: Partial<OutboxEntry> = {}): OutboxEntry {
  entryCount += 1
  const eventId = fields.eventId ?? `event-${entryCount}`
  return {
    project: KEYS.MIDA_PROJECT_KEY,
    eventId,
    eventName: 'plan_upgraded',
    lane: 'server',
    visitorKey: 'id:user_12345',
    identifiers: [{ by: 'id', value: 'user_12345' }],
    propertiesJson: JSON.stringify({ to_plan: 'pro', kit_event_id: eventId }),
    guarantee: 'at-least-once',
    occurredAt: new Date().toISOString(),
    keys: [],
    acceptedAtMs: Date.now(),
    expiresAtMs: null,
    ...fields,
  }
}

/** Ends every event that waits as this. */
export async function endAll(
  outbox: SqliteOutbox,
  kind: 'dead' | 'in_doubt',
  failure = { code: 'rejected', message: 'Mida answered 422.' },
): Promise<void> {
  const worker = await outbox.connect()
  const limits = { server: 1_000, browser: 1_000 }
  for (;;) {
    const { events } = await worker.claim({ project: KEYS.MIDA_PROJECT_KEY, limits })
    if (events.length === 0) break
    for (const event of events) await worker.settle(event, { kind, keys: 'free', failure })
  }
  await worker.leave()
}

export const KEYS = { MIDA_PROJECT_KEY: 'demo-project', MIDA_API_KEY: 'demo-api-key' } as const

/** A Mida that knows `user_12345`, and the environment by which a worker finds it. */
export async function startMida(): Promise<{ emulator: Emulator; env: Record<string, string> }> {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_12345' })
  const { url, close } = await emulator.listen()
  afterTest(close)
  return { emulator, env: { ...KEYS, MIDA_API_URL: `${url}/v2` } }
}
