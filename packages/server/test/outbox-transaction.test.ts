// An event written inside the app's own transaction: it commits with the app's rows, or vanishes with them.
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { afterTest, createOutboxKit, newPath, openOutbox, recordedIds, USER } from './outbox-support.ts'

const ORDER = { order_id: 'order_1' }

async function openShop() {
  const path = newPath('shop.db')
  const shop = new Database(path)
  afterTest(() => shop.close())
  shop.exec('PRAGMA journal_mode = WAL; CREATE TABLE orders (id TEXT PRIMARY KEY)')
  const kit = createOutboxKit({ outbox: openOutbox({ path }) })
  await kit.mida.start()
  const countOrders = (): number => shop.prepare('SELECT * FROM orders').all([]).length
  return { ...kit, shop, countOrders }
}

describe('an event written inside the app’s transaction', () => {
  it('is recorded after the commit', async () => {
    const kit = await openShop()
    const paid = await kit.mida.prepare('order_paid', ORDER, { visitor: USER })
    if (paid.status !== 'prepared') throw new Error(paid.status)

    const addition = kit.shop.transaction(() => {
      kit.shop.prepare('INSERT INTO orders VALUES (?)').run(ORDER.order_id)
      return kit.outbox.write(kit.shop, paid.entry)
    })()

    expect(addition).toEqual({ status: 'queued' })
    await kit.emulator.waitForEvent({ name: 'order_paid' }, { timeoutMs: 10_000 })
    expect(recordedIds(kit)).toEqual([paid.eventId])
  })

  it('vanishes with the app’s rows where the transaction is rolled back', async () => {
    const kit = await openShop()
    const paid = await kit.mida.prepare('order_paid', ORDER, { visitor: USER })
    if (paid.status !== 'prepared') throw new Error(paid.status)

    const pay = kit.shop.transaction(() => {
      kit.shop.prepare('INSERT INTO orders VALUES (?)').run(ORDER.order_id)
      kit.outbox.write(kit.shop, paid.entry)
      throw new Error('the card was refused')
    })

    expect(pay).toThrow('the card was refused')
    expect(kit.countOrders()).toBe(0)
    expect(await kit.outbox.status()).toMatchObject({ waiting: { server: 0 } })
    await kit.mida.drain()
    expect(recordedIds(kit)).toEqual([])
    expect(kit.outbox.write(kit.shop, paid.entry)).toEqual({ status: 'queued' })
  })

  it('is a duplicate where its dedupeKey is known, and the app’s rows are free to commit', async () => {
    const kit = await openShop()
    await kit.mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })
    const paid = await kit.mida.prepare('order_paid', ORDER, { visitor: USER })
    if (paid.status !== 'prepared') throw new Error(paid.status)

    expect(kit.outbox.write(kit.shop, paid.entry)).toMatchObject({ status: 'duplicate', isPending: false })
    await kit.mida.drain()
    expect(recordedIds(kit)).toHaveLength(1)
  })

  it('is refused with MIDA-407 on a connection to another file', async () => {
    const kit = await openShop()
    const other = new Database(newPath())
    afterTest(() => other.close())
    const paid = await kit.mida.prepare('order_paid', ORDER, { visitor: USER })
    if (paid.status !== 'prepared') throw new Error(paid.status)

    expect(() => kit.outbox.write(other, paid.entry)).toThrow(expect.objectContaining({ code: 'MIDA-407' }))
  })
})

describe('an event that does not fit the catalogue', () => {
  it('is failed where it is prepared, as where it is tracked', async () => {
    const { mida } = await openShop()

    // @ts-expect-error order_id is a text
    const delivery = await mida.prepare('order_paid', { order_id: 1 }, { visitor: USER })

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'invalid_properties' } })
  })
})
