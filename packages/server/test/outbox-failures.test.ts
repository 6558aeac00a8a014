// What the outbox does with events that Mida does not record: dead letters, doubts, unknown visitors, a wrong key, an outage.
import { describe, expect, it } from 'vitest'
import { createOutboxKit, PLAN, toEntry, USER } from './outbox-support.ts'
import { post, wireEvent } from './support.ts'

const ORDER = { order_id: 'order_1' }

describe('an event that is refused for good', () => {
  it('is kept as a dead letter, which is listed, resent and recorded', async () => {
    const { mida, emulator, outbox, outcomeOf } = createOutboxKit()
    emulator.fail({ status: 404 })
    const { eventId } = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(await outbox.list({ state: 'dead' })).toMatchObject([
      { eventId, code: 'rejected', eventName: 'plan_upgraded', identifiers: [{ by: 'id', value: 'user_1' }] },
    ])
    expect(await mida.outboxReport()).toMatchObject({ dead: 1, byCode: { rejected: 1 }, counts: { dead: 1 } })
    expect(await outbox.retry({ visitor: 'user_1' })).toBe(1)
    await mida.flush()
    expect(await outcomeOf(eventId)).toBeDefined()
    expect(emulator.events.list()).toHaveLength(1)
    expect(await outbox.status()).toMatchObject({ waiting: { server: 0 }, dead: 0 })
  })

  it('is dropped by its visitor and by its code', async () => {
    const { mida, emulator, outbox } = createOutboxKit()
    emulator.fail({ status: 404, times: 2 })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(await outbox.drop({ visitor: 'somebody else' })).toBe(0)
    expect(await outbox.drop({ code: 'unauthorized' })).toBe(0)
    expect(await outbox.drop({ visitor: 'user_1', code: 'rejected' })).toBe(2)
    expect(await outbox.status()).toMatchObject({ dead: 0 })
  })

  it('stays dead where another event was recorded under its dedupeKey', async () => {
    const { mida, emulator, outbox } = createOutboxKit()
    emulator.fail({ status: 404 })
    await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })
    await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })

    expect(await outbox.retry({ state: 'dead' })).toBe(0)
    expect(emulator.events.list()).toHaveLength(1)
  })
})

describe('an event in doubt', () => {
  it('is kept, and sent again only where doubles are allowed', async () => {
    const { mida, emulator, outbox } = createOutboxKit()
    emulator.fail({ status: 500, recorded: true })
    const delivery = await mida.track(
      'paid_once',
      { order_id: 'o', amount: 1 },
      { visitor: USER, wait: 'outcome' },
    )

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'server_error' } })
    expect(await outbox.status()).toMatchObject({ inDoubt: 1 })
    expect(await outbox.retry({})).toBe(0)
    expect(await outbox.retry({}, { allowDoubles: true })).toBe(1)
    await mida.flush()
    expect(emulator.events.list()).toHaveLength(2)
  })
})

describe('a visitor whom Mida does not know', () => {
  it('is waited for, and recorded when Mida has met them', async () => {
    const { mida, emulator } = createOutboxKit()
    const first = mida.track('plan_upgraded', PLAN, { visitor: { id: 'late' }, wait: 'outcome' })
    emulator.visitors.seed({ id: 'late' })

    expect(await first).toMatchObject({ status: 'recorded' })
  })

  it('is unattributable after an hour: told and counted, and not kept', async () => {
    const { mida, outbox, reports } = createOutboxKit()
    const hourAgoMs = Date.now() - 61 * 60_000
    await outbox.add(
      toEntry({ eventId: 'old', identifiers: [{ by: 'id', value: 'nobody' }], acceptedAtMs: hourAgoMs }),
    )

    await mida.drain()

    expect(reports.at(-1)?.delivery).toMatchObject({
      status: 'failed',
      failure: { code: 'visitor_not_found' },
    })
    expect(await mida.outboxReport()).toMatchObject({
      dead: 0,
      unattributable: 1,
      counts: { unattributable: 1 },
    })
  })

  it('gets three tries where the event is a browser’s', async () => {
    const { mida, emulator, outbox } = createOutboxKit()

    await mida.handle(post({ events: [wireEvent({ mida_uuid: 'stranger00001' })] }))
    await mida.flush()

    expect(emulator.requests.list()).toHaveLength(3)
    expect(await outbox.status()).toMatchObject({ waiting: { browser: 0 }, unattributable: 1 })
  })
})

describe('the key', () => {
  it('burns nothing while Mida refuses it, and sending resumes by itself once it works', async () => {
    const { mida, emulator, outbox } = createOutboxKit()
    emulator.fail({ status: 401, times: 3 })
    for (let count = 0; count < 5; count += 1) await mida.track('plan_upgraded', PLAN, { visitor: USER })

    await emulator.waitForEvent({ name: 'plan_upgraded' }, { timeoutMs: 20_000 })
    await mida.flush({ withinMs: 20_000 })

    expect(emulator.events.list()).toHaveLength(5)
    expect(emulator.requests.list()).toHaveLength(8)
    expect(await outbox.status()).toMatchObject({ dead: 0 })
  }, 30_000)
})

describe('an outage', () => {
  it('leaves most of what waits untouched: Mida is asked again with one event at a time', async () => {
    const { mida, emulator } = createOutboxKit({ connections: 4 })
    emulator.fail({ status: 503, times: 22 })
    const visitors = Array.from({ length: 100 }, (_, index) => ({ id: `visitor_${index}` }))
    for (const visitor of visitors) emulator.visitors.seed(visitor)

    await Promise.all(visitors.map((visitor) => mida.track('plan_upgraded', PLAN, { visitor })))
    await emulator.waitForEvent({ name: 'plan_upgraded' }, { timeoutMs: 20_000 })
    await mida.flush({ withinMs: 20_000 })

    expect(new Set(emulator.events.list().map(({ visitor }) => visitor)).size).toBe(100)
    expect(emulator.events.list()).toHaveLength(100)
    expect((await mida.outboxReport())?.counts.resent).toBeLessThanOrEqual(22)
  }, 30_000)

  it('ends after the age that outboxRetryForMs sets, after one try at least', async () => {
    const { mida, emulator, outbox } = createOutboxKit({ random: () => 0.5 })
    emulator.fail({ status: 503 })
    await outbox.add(toEntry({ acceptedAtMs: Date.now() - 25 * 60 * 60_000 }))

    await mida.drain()

    expect(await outbox.list({})).toMatchObject([{ state: 'in_doubt', code: 'unavailable' }])
  })
})
