// The outbox at the edges of a process: browsers' requests, cron jobs, and the end of a client.
import { describe, expect, it } from 'vitest'
import { createOutboxKit, newPath, openOutbox, PLAN, recordedIds, USER } from './outbox-support.ts'
import { createKit, post, readAnswer, wireEvent } from './support.ts'

describe('the endpoint', () => {
  it('answers a browser when its events are on disk', async () => {
    const { mida, emulator, outbox } = createOutboxKit({ sendsFromOutbox: false })
    const { midaUuid } = emulator.visitors.seed()

    const answer = await readAnswer(await mida.handle(post({ events: [wireEvent({ mida_uuid: midaUuid })] })))

    expect(answer).toMatchObject({ status: 202, body: { results: [{ status: 'accepted' }] } })
    expect(await outbox.status()).toMatchObject({ waiting: { browser: 1 } })
  })

  it('tells a second arrival of a browser’s event from the first, whatever became of that', async () => {
    const { mida, emulator } = createOutboxKit()
    const { midaUuid } = emulator.visitors.seed()
    const event = wireEvent({ mida_uuid: midaUuid })
    await mida.handle(post({ events: [event] }))
    const pending = await readAnswer(await mida.handle(post({ events: [event] })))
    await mida.flush()
    const settled = await readAnswer(await mida.handle(post({ events: [event] })))

    expect(pending.body).toMatchObject({ results: [{ status: 'duplicate' }] })
    expect(settled.body).toEqual(pending.body)
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('refuses browsers’ events over their quota, and takes the server’s own', async () => {
    const kit = createOutboxKit({ outbox: openOutbox({ browserCapacity: 2 }), sendsFromOutbox: false })
    const { midaUuid } = kit.emulator.visitors.seed()
    const events = [1, 2, 3].map(() => wireEvent({ mida_uuid: midaUuid }))

    const answer = await readAnswer(await kit.mida.handle(post({ events })))

    expect(answer.body).toMatchObject({
      results: [{ status: 'accepted' }, { status: 'accepted' }, { status: 'refused', code: 'queue_full' }],
    })
    expect((await kit.mida.track('plan_upgraded', PLAN, { visitor: USER })).status).toBe('queued')
  })
})

describe('a cron job', () => {
  const ask = (secret?: string): Request =>
    new Request(
      'https://shop.example/api/cron',
      secret ? { headers: { authorization: `Bearer ${secret}` } } : {},
    )

  it('drains the outbox of an app whose functions leave it alone', async () => {
    const { mida, emulator } = createOutboxKit({ sendsFromOutbox: false, cronSecret: 'sesame' })
    await mida.track('plan_upgraded', PLAN, { visitor: USER })
    await mida.track('plan_upgraded', PLAN, { visitor: USER })

    const answer = await mida.cron(ask('sesame'))

    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ recordedCount: 2, waitingCount: 0 })
    expect(emulator.events.list()).toHaveLength(2)
  })

  it('is refused without the secret, and where none is set', async () => {
    const { mida, emulator } = createOutboxKit({ sendsFromOutbox: false, cronSecret: 'sesame' })
    await mida.track('plan_upgraded', PLAN, { visitor: USER })

    expect((await mida.cron(ask())).status).toBe(401)
    expect((await mida.cron(ask('sesam'))).status).toBe(401)
    expect((await createKit().mida.cron(ask('sesame'))).status).toBe(503)
    expect(emulator.events.list()).toEqual([])
  })

  it('says what is left where Mida is down', async () => {
    const { mida, emulator } = createOutboxKit({ sendsFromOutbox: false, cronSecret: 'sesame' })
    emulator.fail({ status: 401, times: 100 })
    await mida.track('plan_upgraded', PLAN, { visitor: USER })

    const answer = await mida.cron(ask('sesame'))

    expect(await answer.json()).toEqual({ recordedCount: 0, waitingCount: 1 })
  })
})

describe('close', () => {
  it('sends what was just tracked to a healthy Mida', async () => {
    const { mida, emulator } = createOutboxKit()
    await Promise.all(Array.from({ length: 20 }, () => mida.track('plan_upgraded', PLAN, { visitor: USER })))

    await mida.close()

    expect(emulator.events.list()).toHaveLength(20)
  })

  it('leaves what Mida has not answered on disk, for the next client', async () => {
    const path = newPath()
    const silent = createOutboxKit({
      outbox: openOutbox({ path }),
      fetch: () => new Promise<never>(() => {}),
    })
    const { eventId } = await silent.mida.track('plan_upgraded', PLAN, { visitor: USER })
    await silent.mida.close({ withinMs: 50 })
    const next = createOutboxKit({ outbox: openOutbox({ path }) })

    await next.mida.drain()

    expect(recordedIds(next)).toEqual([eventId])
  })

  it('puts an at-most-once event that is under way in doubt', async () => {
    let isAsked: () => void = () => {}
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve
    })
    const outbox = openOutbox()
    const { mida, reports } = createOutboxKit({
      outbox,
      fetch: () => {
        isAsked()
        return new Promise<never>(() => {})
      },
    })
    await mida.track('paid_once', { order_id: 'o', amount: 1 }, { visitor: USER })
    await asked

    await mida.close({ withinMs: 50 })

    expect(reports.at(-1)?.delivery).toMatchObject({ status: 'in_doubt' })
    expect(await outbox.status()).toMatchObject({ waiting: { server: 0 }, inDoubt: 1 })
  })
})
