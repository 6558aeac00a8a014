// The outbox behind `track`: what is on disk, in which order it is sent, and what is known twice.
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it } from 'vitest'
import { createOutboxKit, newPath, openOutbox, PLAN, recordedIds, toEntry, USER } from './outbox-support.ts'

const ORDER = { order_id: 'order_1' }

describe('an event that is tracked', () => {
  it('is queued once it is on disk, and recorded after that', async () => {
    const { mida, emulator, outcomeOf } = createOutboxKit()

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER })

    expect(delivery.status).toBe('queued')
    expect(await outcomeOf(delivery.eventId)).toMatchObject({ status: 'queued' })
    await mida.flush()
    expect(emulator.events.list()).toMatchObject([{ name: 'plan_upgraded', properties: PLAN }])
  })

  it('tells its outcome to whoever waits for it', async () => {
    const { mida } = createOutboxKit()

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded', recordedBy: 'id' })
  })

  it('is told to the hook with its own properties and visitor when it is recorded', async () => {
    const { mida, reports } = createOutboxKit()

    await mida.track('plan_upgraded', PLAN, { visitor: { ...USER, midaUuid: '85a35aca4df9' } })
    await mida.flush()

    expect(reports.map(({ delivery }) => delivery.status)).toEqual(['queued', 'recorded'])
    expect(reports[1]?.event).toMatchObject({
      name: 'plan_upgraded',
      properties: PLAN,
      visitor: { id: 'user_1', midaUuid: '85a35aca4df9' },
      from: 'server',
    })
    expect(reports[1]?.event.properties).not.toHaveProperty('kit_event_id')
  })

  it('survives the client that took it, and is sent by the next', async () => {
    const path = newPath()
    const down = createOutboxKit({ outbox: openOutbox({ path }), sendsFromOutbox: false })
    const { eventId } = await down.mida.track('plan_upgraded', PLAN, { visitor: USER })
    await down.mida.close()
    const next = createOutboxKit({ outbox: openOutbox({ path }) })

    await next.mida.start()
    await next.mida.flush()

    expect(recordedIds(next)).toEqual([eventId])
  })

  it('is failed as closed after the client was closed', async () => {
    const { mida } = createOutboxKit()
    await mida.track('plan_upgraded', PLAN, { visitor: USER })
    await mida.close()

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER })

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'closed' } })
  })

  it('belongs to its project: a client of another one leaves it where it is', async () => {
    const path = newPath()
    const emulator = createEmulator({
      projects: [
        { projectKey: 'demo-project', apiKeys: ['demo-api-key'] },
        { projectKey: 'other', apiKeys: ['demo-api-key'] },
      ],
    })
    const other = createOutboxKit({ outbox: openOutbox({ path }), projectKey: 'other', emulator })
    await openOutbox({ path }).add(toEntry())

    await other.mida.drain()

    expect(emulator.events.list()).toEqual([])
    expect(await other.outbox.status()).toMatchObject({ waiting: { server: 1 } })
  })
})

describe('one visitor’s events', () => {
  it('are sent in the order in which they were tracked', async () => {
    const kit = createOutboxKit()
    const tracked = await Promise.all(
      Array.from({ length: 50 }, () => kit.mida.track('plan_upgraded', PLAN, { visitor: USER })),
    )

    await kit.mida.flush()

    expect(recordedIds(kit)).toEqual(tracked.map(({ eventId }) => eventId))
  })

  it('go on past one that waits', async () => {
    const kit = createOutboxKit({ random: () => 0.5 })
    kit.emulator.fail({ status: 503 })
    const first = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER })
    const second = await kit.mida.track('plan_upgraded', PLAN, { visitor: USER })

    await kit.mida.flush()

    expect(recordedIds(kit)).toEqual([second.eventId, first.eventId])
  })
})

describe('a dedupeKey', () => {
  it('stays known over a restart', async () => {
    const path = newPath()
    const before = createOutboxKit({ outbox: openOutbox({ path }) })
    await before.mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })
    await before.mida.close()
    const { mida, emulator } = createOutboxKit({ outbox: openOutbox({ path }) })

    const again = await mida.track('order_paid', ORDER, { visitor: USER })

    expect(again.status).toBe('duplicate')
    await mida.flush()
    expect(emulator.events.list()).toEqual([])
  })

  it('joins a second call to the first while that is on its way', async () => {
    const { mida, emulator } = createOutboxKit()

    const [first, second] = await Promise.all([
      mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' }),
      mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' }),
    ])

    expect(first).toMatchObject({ status: 'recorded' })
    expect(second).toEqual(first)
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('is free again after its event was refused for good', async () => {
    const { mida, emulator } = createOutboxKit()
    emulator.fail({ status: 404 })
    await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })

    const again = await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })

    expect(again.status).toBe('recorded')
  })

  it('is forgotten after keepKeysMs', async () => {
    const { mida, emulator } = createOutboxKit({ outbox: openOutbox({ keepKeysMs: -1 }) })
    await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })

    await mida.track('order_paid', ORDER, { visitor: USER, wait: 'outcome' })

    expect(emulator.events.list()).toHaveLength(2)
  })
})
