// The outbox in PostgreSQL, through the client: what becomes of events, with one process and its database.
import { createEmulator } from '@mida-kit/emulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, createPostgresKit, newSchema } from './outbox-postgres-support.ts'
import { PLAN, recordedIds, toEntry, USER } from './outbox-support.ts'
import { POSTGRES, type PostgresServer, startPostgres } from './postgres-server.ts'
import { post, wireEvent } from './support.ts'

const ORDER = { order_id: 'order_1' }
const WAITED = { visitor: USER, wait: 'outcome' } as const

let server: PostgresServer
const createKit: (options?: Parameters<typeof createPostgresKit>[1]) => ReturnType<typeof createPostgresKit> =
  (options) => createPostgresKit(server.url, options)

describe.skipIf(POSTGRES === null)('an outbox in PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.remove())

  it('answers queued, and the event is recorded and leaves the database', async () => {
    const { mida, emulator, outbox, reports } = createKit()

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER })
    await mida.flush({ withinMs: 20_000 })

    expect(delivery.status).toBe('queued')
    expect(emulator.events.list()).toMatchObject([{ name: 'plan_upgraded', properties: PLAN }])
    expect(reports.map(({ delivery: { status } }) => status)).toEqual(['queued', 'recorded'])
    expect(await outbox.status()).toMatchObject({ waiting: { server: 0, browser: 0 }, oldestWaitingMs: null })
  })

  it('keeps what a process took, and the next one sends it', async () => {
    const store = { schema: newSchema() }
    const first = createKit({ store, sendsFromOutbox: false })
    const { eventId } = await first.mida.track('plan_upgraded', PLAN, { visitor: USER })
    await first.mida.close()
    const next = createKit({ store })

    await next.mida.start()
    await next.mida.flush({ withinMs: 20_000 })

    expect(recordedIds(next)).toEqual([eventId])
  })

  it('sends one visitor’s events in the order in which they were tracked', async () => {
    const kit = createKit()
    const tracked = await Promise.all(
      Array.from({ length: 50 }, () => kit.mida.track('plan_upgraded', PLAN, { visitor: USER })),
    )

    await kit.mida.flush({ withinMs: 20_000 })

    expect(recordedIds(kit)).toEqual(tracked.map(({ eventId }) => eventId))
  })

  it('sends an event again after a failure, and its visitor’s next meanwhile', async () => {
    const kit = createKit({ random: () => 0.5 })
    kit.emulator.fail({ status: 503 })
    const first = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER })
    const second = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER })

    await kit.mida.flush({ withinMs: 20_000 })

    expect(recordedIds(kit)).toEqual([second.eventId, first.eventId])
  })

  it('leaves another project’s events where they are', async () => {
    const store = { schema: newSchema() }
    const projects = ['demo-project', 'other'].map((projectKey) => ({
      projectKey,
      apiKeys: ['demo-api-key'],
    }))
    const other = createKit({ store, projectKey: 'other', emulator: createEmulator({ projects }) })
    await other.outbox.add(toEntry())

    await other.mida.drain()

    expect(recordedIds(other)).toEqual([])
    expect(await other.outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })

  it('takes texts that hold a NUL, which PostgreSQL does not', async () => {
    const { mida, emulator, outbox } = createKit({ sendsFromOutbox: false })
    const value = 'a\u0000b'
    const propertiesJson = JSON.stringify({ ...PLAN, from_plan: '\u0000\ud800' })
    emulator.visitors.seed({ id: value })
    const entry = toEntry({ visitorKey: `id:${value}`, identifiers: [{ by: 'id', value }], propertiesJson })

    expect(await outbox.add(entry)).toEqual({ status: 'queued' })
    expect(await outbox.list({ visitor: value })).toMatchObject([{ identifiers: [{ by: 'id', value }] }])
    await mida.drain()
    expect(emulator.events.list()).toMatchObject([{ properties: { from_plan: '\u0000\ud800' } }])
  })

  describe('with a dedupeKey', () => {
    it('knows it after a restart', async () => {
      const store = { schema: newSchema() }
      const before = createKit({ store })
      await before.mida.track('order_paid', ORDER, WAITED)
      await before.mida.close()
      const { mida, emulator } = createKit({ store })

      expect((await mida.track('order_paid', ORDER, { visitor: USER })).status).toBe('duplicate')
      await mida.flush()
      expect(emulator.events.list()).toEqual([])
    })

    it('joins a second call to the first while that is on its way', async () => {
      const { mida, emulator } = createKit()

      const [first, second] = await Promise.all([
        mida.track('order_paid', ORDER, WAITED),
        mida.track('order_paid', ORDER, WAITED),
      ])

      expect(first).toMatchObject({ status: 'recorded' })
      expect(second).toEqual(first)
      expect(emulator.events.list()).toHaveLength(1)
    })

    it('frees it after its event was refused for good, and keeps that one dead', async () => {
      const { mida, emulator, outbox } = createKit()
      emulator.fail({ status: 404 })
      await mida.track('order_paid', ORDER, WAITED)

      expect((await mida.track('order_paid', ORDER, WAITED)).status).toBe('recorded')
      expect(await outbox.retry({ state: 'dead' })).toBe(0)
    })

    it('forgets it after keepKeysMs', async () => {
      const { mida, emulator } = createKit({ store: { schema: newSchema(), keepKeysMs: -1 } })
      await mida.track('order_paid', ORDER, WAITED)

      await mida.track('order_paid', ORDER, WAITED)

      expect(emulator.events.list()).toHaveLength(2)
    })
  })

  describe('keeps what is not recorded', () => {
    it('as a dead letter, which is listed, resent and recorded', async () => {
      const { mida, emulator, outbox } = createKit()
      emulator.fail({ status: 404 })
      const { eventId } = await mida.track('plan_upgraded', PLAN, WAITED)

      expect(await outbox.list({ state: 'dead' })).toMatchObject([{ eventId, code: 'rejected' }])
      expect(await mida.outboxReport()).toMatchObject({ dead: 1, byCode: { rejected: 1 } })
      expect(await outbox.retry({ visitor: 'user_1' })).toBe(1)
      await mida.flush({ withinMs: 20_000 })
      expect(emulator.events.list()).toHaveLength(1)
    })

    it('until it is dropped by its visitor and code', async () => {
      const { mida, emulator, outbox } = createKit()
      emulator.fail({ status: 404 })
      await mida.track('plan_upgraded', PLAN, WAITED)

      expect(await outbox.drop({ visitor: 'somebody else' })).toBe(0)
      expect(await outbox.drop({ visitor: 'user_1', code: 'rejected' })).toBe(1)
      expect(await outbox.status()).toMatchObject({ dead: 0 })
    })

    it('by its number, so that a range of the dead is listed, resent and dropped without the others', async () => {
      const { mida, emulator, outbox } = createKit()
      emulator.fail({ status: 404, times: 3 })
      for (let count = 0; count < 3; count += 1) await mida.track('plan_upgraded', PLAN, WAITED)
      const [first, second] = (await outbox.list({ state: 'dead' })).map(({ id }) => id)

      expect(await outbox.list({ afterId: first, untilId: second })).toMatchObject([{ id: second }])
      expect(await outbox.drop({ afterId: first, untilId: second })).toBe(1)
      expect(await outbox.retry({ untilId: first })).toBe(1)
      await mida.flush()
      expect(await outbox.status()).toMatchObject({ dead: 1 })
    })

    it('in doubt, and sends it again only where doubles are allowed', async () => {
      const { mida, emulator, outbox } = createKit()
      emulator.fail({ status: 500, recorded: true })
      const delivery = await mida.track('paid_once', { order_id: 'o', amount: 1 }, WAITED)

      expect(delivery).toMatchObject({ status: 'in_doubt' })
      expect(await outbox.retry({})).toBe(0)
      expect(await outbox.retry({}, { allowDoubles: true })).toBe(1)
      await mida.flush({ withinMs: 20_000 })
      expect(emulator.events.list()).toHaveLength(2)
    })

    it('not where Mida never came to know the visitor: that is told and counted', async () => {
      const { mida, outbox, reports } = createKit()
      const acceptedAtMs = Date.now() - 61 * 60_000
      await outbox.add(toEntry({ identifiers: [{ by: 'id', value: 'nobody' }], acceptedAtMs }))

      await mida.drain()

      expect(reports.at(-1)?.delivery).toMatchObject({ failure: { code: 'visitor_not_found' } })
      expect(await outbox.status()).toMatchObject({ dead: 0, unattributable: 1 })
    })

    it('while its row cannot be read, and sends the others', async () => {
      const schema = newSchema()
      const kit = createKit({ store: { schema }, sendsFromOutbox: false })
      for (const eventId of ['first', 'broken', 'last']) await kit.outbox.add(toEntry({ eventId }))
      const app = await connect(server.url)
      await app.query(`UPDATE ${schema}.events SET details = '{' WHERE event_id = 'broken'`)

      await kit.mida.drain()

      expect(recordedIds(kit)).toEqual(['first', 'last'])
      expect(await kit.outbox.list({})).toMatchObject([{ state: 'dead', code: 'unreadable' }])
    })
  })

  it('burns nothing while Mida refuses the key, and goes on by itself once it works', async () => {
    const { mida, emulator, outbox } = createKit()
    emulator.fail({ status: 401, times: 3 })
    for (let count = 0; count < 5; count += 1) await mida.track('plan_upgraded', PLAN, { visitor: USER })

    await emulator.waitForEvent({ name: 'plan_upgraded' }, { timeoutMs: 20_000 })
    await mida.flush({ withinMs: 20_000 })

    expect(emulator.requests.list()).toHaveLength(8)
    expect(await outbox.status()).toMatchObject({ waiting: { server: 0 }, dead: 0 })
  }, 30_000)

  it('takes no more of the browsers’ events than browserCapacity, and all of the server’s', async () => {
    const store = { schema: newSchema(), browserCapacity: 2 }
    const { mida, outbox } = createKit({ store, sendsFromOutbox: false })

    for (let count = 0; count < 3; count += 1) {
      await mida.handle(post({ events: [wireEvent({ mida_uuid: 'browser00001' })] }))
    }
    const own = await mida.track('plan_upgraded', PLAN, { visitor: USER })

    expect(own.status).toBe('queued')
    expect(await outbox.status()).toMatchObject({ waiting: { browser: 2, server: 1 } })
  })
})
