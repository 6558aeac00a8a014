// `track` on the server: what goes out, who it is for, and what is refused with which words.
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it } from 'vitest'
import { createMida } from '../src/index.ts'
import { createKit, events, KEYS } from './support.ts'

const ANN = { id: 'ann' }

describe('what goes out', () => {
  it('is the documented request: one fixed path, the three headers, the body', async () => {
    const { emulator, mida } = createKit({ projectKey: 'demo-project' })
    emulator.visitors.seed(ANN)

    const plan = { from_plan: 'starter', to_plan: 'pro' }
    const { eventId } = await mida.track('plan_upgraded', plan, { visitor: ANN, wait: 'outcome' })

    const [request] = emulator.requests.list()
    expect(request).toMatchObject({ method: 'POST', path: '/v2/project/demo-project/event' })
    expect(request?.headers).toEqual({
      accept: 'application/json',
      authorization: 'Bearer demo-api-key',
      'content-type': 'application/json',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      event_name: 'plan_upgraded',
      id: 'ann',
      properties: { ...plan, kit_event_id: eventId, occurred_at: expect.any(String), sent_from: 'server' },
    })
  })

  it('is the output of the schema, the same text at every try', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 503 })

    const order = { order_id: 'o1', paid_at: '2026-01-02' as unknown as Date }
    await mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' })

    const bodies = emulator.requests.list().map((request) => request.body)
    expect(bodies).toHaveLength(2)
    expect(bodies[0]).toBe(bodies[1])
    expect(emulator.events.list()[0]?.properties?.paid_at).toBe('2026-01-02T00:00:00.000Z')
  })

  it('cannot leave its path by the project key', async () => {
    const paths: string[] = []
    const fetch = async (input: string): Promise<Response> => {
      paths.push(new URL(input).pathname)
      return Response.json({ success: true, message: '' })
    }
    for (const projectKey of ['../../admin', 'a/b?c#d']) {
      const mida = createMida({ events, projectKey, apiKey: 'k', fetch })
      await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })
    }
    expect(paths).toEqual(['/v2/project/..%2F..%2Fadmin/event', '/v2/project/a%2Fb%3Fc%23d/event'])
  })

  it('carries the kit’s own properties under other names, or none', async () => {
    const emulator = createEmulator()
    emulator.visitors.seed(ANN)
    const renamed = createKit({ emulator, metadata: { eventId: 'eid', occurredAt: false } })
    const bare = createKit({ emulator, metadata: false })

    const { eventId } = await renamed.mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })
    await bare.mida.track('form_submitted', { form: 'x' }, { visitor: ANN, wait: 'outcome' })

    expect(emulator.events.list().map((event) => event.properties)).toEqual([
      { eid: eventId, sent_from: 'server' },
      { form: 'x' },
    ])
  })

  it('goes to the host of the region', async () => {
    const hosts: string[] = []
    const fetch = async (input: string): Promise<Response> => {
      hosts.push(new URL(input).origin)
      return Response.json({ success: true, message: '' })
    }
    for (const region of ['us', 'eu'] as const) {
      const mida = createMida({ events, ...KEYS, region, fetch })
      await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })
    }
    expect(hosts).toEqual(['https://api-us.mida.so', 'https://api-eu.mida.so'])
  })
})

describe('when it answers', () => {
  it('is at acceptance, although Mida hangs', async () => {
    const { emulator, mida } = createKit()
    emulator.fail({ kind: 'hang' })

    expect(await mida.track('signed_up', {}, { visitor: ANN })).toMatchObject({ status: 'accepted' })
    await mida.close({ withinMs: 1 })
  })

  it('is after waitMs at the latest when the outcome is asked for', async () => {
    const { emulator, mida } = createKit()
    emulator.fail({ kind: 'hang' })

    const delivery = await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome', waitMs: 10 })

    expect(delivery).toMatchObject({ status: 'accepted' })
    await mida.close({ withinMs: 1 })
  })

  it('tells onDelivery of the acceptance, then of the outcome', async () => {
    const { emulator, mida, reports } = createKit()
    emulator.visitors.seed(ANN)

    await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })

    expect(reports.map(({ delivery }) => delivery.status)).toEqual(['accepted', 'recorded'])
    expect(reports[0]?.event).toMatchObject({ name: 'signed_up', visitor: ANN, from: 'server' })
  })

  it('survives an onDelivery that throws', async () => {
    const { emulator, mida } = createKit({
      onDelivery: () => {
        throw new Error('the app’s own fault')
      },
    })
    emulator.visitors.seed(ANN)

    expect(await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })).toMatchObject({
      status: 'recorded',
    })
  })
})

describe('a dedupeKey', () => {
  const order = { order_id: 'o1' }

  it('makes the second event a duplicate once the first is recorded', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)

    await mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' })
    const second = await mida.track('order_paid', order, { visitor: { id: 'other' }, wait: 'outcome' })

    expect(second).toMatchObject({ status: 'duplicate' })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('shares the outcome of an event that is still on its way', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)

    const both = await Promise.all([
      mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' }),
      mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' }),
    ])

    expect(both[0]).toMatchObject({ status: 'recorded' })
    expect(both[1]).toEqual(both[0])
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('is free again after a failure', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 404 })

    const first = await mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' })
    const second = await mida.track('order_paid', order, { visitor: ANN, wait: 'outcome' })

    expect([first.status, second.status]).toEqual(['failed', 'recorded'])
  })
})
