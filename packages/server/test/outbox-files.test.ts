// What can be wrong with the file of an outbox: each has a code with a page, or a failure value, and nothing is lost.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { createSqliteOutbox } from '../src/outbox/sqlite/index.ts'
import {
  afterTest,
  createOutboxKit,
  newPath,
  openOutbox,
  PLAN,
  recordedIds,
  toEntry,
  USER,
} from './outbox-support.ts'

function open(path: string): InstanceType<typeof Database> {
  const database = new Database(path)
  afterTest(() => database.close())
  return database
}

/** A folder that nobody may write into: root may write everywhere but where the system says no. */
function findReadOnlyFolder(): string {
  if (process.getuid?.() === 0) return '/sys'
  const folder = join(dirname(newPath()), 'read-only')
  mkdirSync(folder, { mode: 0o500 })
  return folder
}

describe('a file that cannot be an outbox', () => {
  it.each([
    ['in a folder that is missing', 'MIDA-401', () => join(dirname(newPath()), 'missing', 'mida.db')],
    ['in a folder that is read-only', 'MIDA-402', () => join(findReadOnlyFolder(), 'mida.db')],
    ['that is a folder', 'MIDA-402', () => dirname(newPath())],
    ['that is not a database', 'MIDA-403', () => writeTo(newPath(), 'not a database, '.repeat(1_000))],
    ['whose pages are damaged', 'MIDA-403', () => damage(newPath())],
    ['of a newer version', 'MIDA-404', () => writeVersion(newPath(), 99)],
  ])(
    '%s is told by %s where the server starts, and by a failure where an event is tracked',
    async (_what, code, make) => {
      const { mida } = createOutboxKit({ outbox: openOutbox({ path: await make() }) })

      await expect(mida.start()).rejects.toMatchObject({ code })
      const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER })
      expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'outbox_unavailable' } })
      expect(JSON.stringify(delivery)).toContain(code)
    },
  )

  it.each(['', ':memory:', 'file:x.db'])('with the path %j is refused where it is made', (path) => {
    expect(() => createSqliteOutbox({ path })).toThrow(expect.objectContaining({ code: 'MIDA-402' }))
  })

  it('is left as it is where it is damaged or newer', async () => {
    const damaged = await damage(newPath())
    const newer = await writeVersion(newPath(), 99)
    const before = readFileSync(damaged)

    await openOutbox({ path: damaged })
      .open()
      .catch(() => {})
    await openOutbox({ path: newer })
      .open()
      .catch(() => {})

    expect(readFileSync(damaged).equals(before)).toBe(true)
    expect(open(newer).prepare('SELECT version FROM mida_outbox').get([])).toMatchObject({ version: 99 })
  })

  it('is tried again at the next event: a volume may be mounted late', async () => {
    const path = join(dirname(newPath()), 'late', 'mida.db')
    const { mida } = createOutboxKit({ outbox: openOutbox({ path }) })
    expect((await mida.track('plan_upgraded', PLAN, { visitor: USER })).status).toBe('failed')

    mkdirSync(dirname(path))

    expect((await mida.track('plan_upgraded', PLAN, { visitor: USER })).status).toBe('queued')
  })
})

describe('a file that is made', () => {
  it('is readable by its owner alone, with the two beside it', async () => {
    const path = newPath()
    await openOutbox({ path }).open()

    const files = [path, `${path}-wal`, `${path}-shm`].filter(existsSync)

    expect(files).toHaveLength(3)
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is made once where two processes open it at the same time', async () => {
    const path = newPath()

    await Promise.all([openOutbox({ path }).open(), openOutbox({ path }).open(), openOutbox({ path }).open()])

    expect(open(path).prepare('SELECT version FROM mida_outbox').all([])).toHaveLength(1)
  })

  it('takes its place in the app’s own database without touching what is there', async () => {
    const path = newPath()
    const shop = open(path)
    shop.exec('CREATE TABLE orders (id TEXT); PRAGMA user_version = 7')
    chmodSync(path, 0o644)
    const { mida, emulator } = createOutboxKit({ outbox: openOutbox({ path }) })

    await mida.track('plan_upgraded', PLAN, { visitor: USER })
    await mida.flush()

    expect(emulator.events.list()).toHaveLength(1)
    expect(shop.prepare('PRAGMA user_version').get([])).toMatchObject({ user_version: 7 })
    expect(statSync(path).mode & 0o777).toBe(0o644)
  })
})

describe('a file that another process holds locked', () => {
  it('fails an event when lockWaitMs is over, and takes the next one after that', async () => {
    const path = newPath()
    const { mida } = createOutboxKit({ outbox: openOutbox({ path, lockWaitMs: 20 }), sendsFromOutbox: false })
    await mida.track('plan_upgraded', PLAN, { visitor: USER })
    const other = open(path)
    other.exec('BEGIN IMMEDIATE')

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER })
    other.exec('ROLLBACK')
    const next = await mida.track('plan_upgraded', PLAN, { visitor: USER })

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'outbox_unavailable' } })
    expect(next.status).toBe('queued')
  })

  it('is told by MIDA-406 where the server starts', async () => {
    const path = newPath()
    const other = open(path)
    other.exec('PRAGMA journal_mode = DELETE; CREATE TABLE t (x); BEGIN EXCLUSIVE')

    await expect(openOutbox({ path, lockWaitMs: 20 }).open()).rejects.toMatchObject({ code: 'MIDA-406' })
  })
})

describe('a disk that is full', () => {
  it('fails the events that do not fit, and keeps and sends those that do', async () => {
    const outbox = openOutbox({ maxBytes: 200_000 })
    const kit = createOutboxKit({ outbox, sendsFromOutbox: false })
    const plan = { from_plan: 'x'.repeat(20_000), to_plan: 'y' }

    const deliveries = await Promise.all(
      Array.from({ length: 20 }, () => kit.mida.track('plan_upgraded', plan, { visitor: USER })),
    )

    const queued = deliveries.filter(({ status }) => status === 'queued')
    const failed = deliveries.filter(({ status }) => status === 'failed')
    expect(queued.length).toBeGreaterThan(0)
    expect(failed.length).toBeGreaterThan(0)
    expect(queued.length + failed.length).toBe(20)
    expect(failed[0]).toMatchObject({ failure: { code: 'outbox_unavailable' } })
    await kit.mida.drain()
    expect(recordedIds(kit)).toEqual(queued.map(({ eventId }) => eventId))
  })
})

describe('a row that cannot be read', () => {
  it.each([
    ['its details', `UPDATE mida_events SET details = '{' WHERE event_id = 'broken'`],
    ['its identifiers', `UPDATE mida_events SET details = '{"identifiers":[]}' WHERE event_id = 'broken'`],
    ['its properties', `UPDATE mida_events SET properties = '[1' WHERE event_id = 'broken'`],
  ])('for %s becomes a dead letter, and the others go on', async (_what, sql) => {
    const path = newPath()
    const kit = createOutboxKit({ outbox: openOutbox({ path }), sendsFromOutbox: false })
    await kit.outbox.add(toEntry({ eventId: 'first' }))
    await kit.outbox.add(toEntry({ eventId: 'broken' }))
    await kit.outbox.add(toEntry({ eventId: 'last' }))
    open(path).exec(sql)

    await kit.mida.drain()

    expect(recordedIds(kit)).toEqual(['first', 'last'])
    expect(await kit.outbox.list({ state: 'dead' })).toMatchObject([
      { eventId: 'broken', code: 'unreadable' },
    ])
    expect(await kit.outbox.retry({})).toBe(0)
    expect(await kit.outbox.drop({ eventId: 'broken' })).toBe(1)
  })
})

function writeTo(path: string, text: string): string {
  writeFileSync(path, text)
  return path
}

/** A real outbox, whose first pages behind the header were overwritten. */
async function damage(path: string): Promise<string> {
  const outbox = createSqliteOutbox({ path })
  await outbox.add(toEntry())
  await outbox.close()
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 100, 8_192)
  writeFileSync(path, bytes)
  return path
}

async function writeVersion(path: string, version: number): Promise<string> {
  const outbox = createSqliteOutbox({ path })
  await outbox.open()
  await outbox.close()
  const database = new Database(path)
  database.exec(`UPDATE mida_outbox SET version = ${version}`)
  database.close()
  return path
}
