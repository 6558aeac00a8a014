// An event written inside the app's own transaction in PostgreSQL: it commits with the app's rows, or vanishes with them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, createPostgresKit } from './outbox-postgres-support.ts'
import { recordedIds, USER } from './outbox-support.ts'
import { POSTGRES, type PostgresServer, startPostgres } from './postgres-server.ts'

const ORDER = { order_id: 'order_1' }

describe.skipIf(POSTGRES === null)('an event written inside the app’s transaction in PostgreSQL', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.remove())

  async function openShop() {
    const kit = createPostgresKit(server.url)
    const [shop, other] = [await connect(server.url), await connect(server.url)]
    await shop.query('CREATE TABLE IF NOT EXISTS orders (id text)')
    await shop.query('TRUNCATE orders')
    await kit.mida.start()
    const preparePaid = async () => {
      const paid = await kit.mida.prepare('order_paid', ORDER, { visitor: USER })
      if (paid.status !== 'prepared') throw new Error(paid.status)
      return paid
    }
    return { ...kit, shop, other, preparePaid }
  }

  it('is recorded after the commit, and not before', async () => {
    const kit = await openShop()
    const paid = await kit.preparePaid()

    await kit.shop.query('BEGIN')
    await kit.shop.query('INSERT INTO orders VALUES ($1)', [ORDER.order_id])
    expect(await kit.outbox.write(kit.shop, paid.entry)).toEqual({ status: 'queued' })
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 } })
    await kit.mida.drain()
    expect(recordedIds(kit)).toEqual([])
    await kit.shop.query('COMMIT')

    await kit.emulator.waitForEvent({ name: 'order_paid' }, { timeoutMs: 10_000 })
    expect(recordedIds(kit)).toEqual([paid.eventId])
  })

  it('vanishes with the app’s rows where the transaction is rolled back, and leaves its key free', async () => {
    const kit = await openShop()
    const paid = await kit.preparePaid()

    await kit.shop.query('BEGIN')
    await kit.shop.query('INSERT INTO orders VALUES ($1)', [ORDER.order_id])
    await kit.outbox.write(kit.shop, paid.entry)
    await kit.shop.query('ROLLBACK')
    await kit.mida.drain()

    expect((await kit.shop.query('SELECT * FROM orders')).rows).toEqual([])
    expect(recordedIds(kit)).toEqual([])
    expect(await kit.outbox.write(kit.shop, paid.entry)).toEqual({ status: 'queued' })
  })

  it('is a duplicate where its dedupeKey is known, and the app’s rows are free to commit', async () => {
    const kit = await openShop()
    await kit.mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })
    const paid = await kit.preparePaid()

    await kit.shop.query('BEGIN')
    await kit.shop.query('INSERT INTO orders VALUES ($1)', [ORDER.order_id])
    expect(await kit.outbox.write(kit.shop, paid.entry)).toMatchObject({ status: 'duplicate' })
    await kit.shop.query('COMMIT')

    await kit.mida.drain()
    expect(recordedIds(kit)).toHaveLength(1)
    expect((await kit.shop.query('SELECT * FROM orders')).rows).toHaveLength(1)
  })

  it('is written once by two transactions at the same time that hold the same key', async () => {
    const kit = await openShop()
    const [first, second] = [await kit.preparePaid(), await kit.preparePaid()]

    await kit.shop.query('BEGIN')
    await kit.other.query('BEGIN')
    await kit.outbox.write(kit.shop, first.entry)
    const waiting = kit.outbox.write(kit.other, second.entry)
    await kit.shop.query('COMMIT')

    expect(await waiting).toMatchObject({ status: 'duplicate', eventId: first.eventId })
    await kit.other.query('COMMIT')
    await kit.mida.flush({ withinMs: 20_000 })
    expect(recordedIds(kit)).toEqual([first.eventId])
  })
})
