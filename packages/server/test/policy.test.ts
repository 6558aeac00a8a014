// What the catalogue and the app's options say of an event besides its schema: consent, age and size, on both lanes.
import { defineEvents } from '@mida-kit/contract'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { ConsentQuestion, ServerOptions } from '../src/index.ts'
import { createKit, post, readAnswer, wireEvent } from './support.ts'

const events = defineEvents({
  heeded: {},
  required: { consent: 'required' },
  exempt: { consent: 'exempt' },
  fresh: { maxAge: '1m' },
  fresh_once: { maxAge: '1m', guarantee: 'at-most-once' },
  narrow: {
    schema: z.record(z.string(), z.unknown()),
    limits: { depth: 2, keyCount: 3, stringLength: 5, bytes: 150 },
  },
  wide: { schema: z.record(z.string(), z.unknown()) },
})

const ANN = { id: 'ann' }
const UUID = '85a35aca4df9'

function createPolicyKit(options: Partial<ServerOptions<typeof events>> = {}) {
  // The kit's client is typed by the shared catalogue; this one is known by name alone.
  const kit = createKit({ ...options, events } as never)
  kit.emulator.visitors.seed(ANN)
  const track = kit.mida.track as (
    name: string,
    properties?: unknown,
    options?: object,
  ) => ReturnType<typeof kit.mida.track>
  const browse = async (fields: object, headers: Readonly<Record<string, string>> = {}) => {
    const event = wireEvent({ properties: {}, mida_uuid: UUID, ...fields })
    const response = await kit.mida.handle(post({ events: [event] }, { headers }))
    return (await readAnswer(response)).body as { results: { status: string; code?: string }[] }
  }
  return { ...kit, track, browse }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('consent', () => {
  it.each([
    ['heeded', undefined, 'recorded'],
    ['heeded', 'granted', 'recorded'],
    ['heeded', 'denied', 'skipped'],
    ['heeded', 'pending', 'skipped'],
    ['required', undefined, 'skipped'],
    ['required', 'granted', 'recorded'],
    ['required', 'denied', 'skipped'],
    ['exempt', 'denied', 'recorded'],
  ])('%s, with %s said: a server’s event is %s', async (name, consent, status) => {
    const { track } = createPolicyKit()

    expect(await track(name, {}, { visitor: ANN, consent, wait: 'outcome' })).toMatchObject({ status })
  })

  it.each([
    ['heeded', undefined, 'accepted'],
    ['heeded', 'denied', 'skipped'],
    ['required', undefined, 'skipped'],
    ['required', 'granted', 'accepted'],
    ['exempt', 'denied', 'accepted'],
  ])('%s, with %s said: a browser’s event is %s', async (event_name, consent, status) => {
    const { browse } = createPolicyKit()

    expect(await browse({ event_name, consent })).toMatchObject({ results: [{ status }] })
  })
})

describe('allow', () => {
  it('decides for both lanes, and is told whom and what it is about', async () => {
    const questions: ConsentQuestion[] = []
    const { emulator, track, browse } = createPolicyKit({
      allow: async (question) => {
        questions.push(question)
        return false
      },
    })

    const own = await track('heeded', {}, { visitor: ANN, consent: 'granted' })
    const { results } = await browse({ event_name: 'required', consent: 'granted' })

    expect(own).toMatchObject({ status: 'skipped', because: 'no_consent' })
    expect(results).toMatchObject([{ status: 'skipped', because: 'no_consent' }])
    expect(questions).toMatchObject([
      { visitor: ANN, event: { name: 'heeded', from: 'server', consent: 'granted' } },
      { visitor: { midaUuid: UUID }, event: { name: 'required', from: 'browser', consent: 'granted' } },
    ])
    expect(emulator.requests.list()).toEqual([])
  })

  it('grants what an event requires, and is not asked of an exempt one or after a no', async () => {
    let count = 0
    const { track } = createPolicyKit({
      allow: () => {
        count += 1
        return true
      },
    })

    const required = await track('required', {}, { visitor: ANN, wait: 'outcome' })
    await track('exempt', {}, { visitor: ANN, wait: 'outcome' })
    await track('heeded', {}, { visitor: ANN, consent: 'denied' })

    expect(required).toMatchObject({ status: 'recorded' })
    expect(count).toBe(1)
  })

  it('that throws fails the event: nothing is recorded on a guess', async () => {
    const { emulator, track, browse } = createPolicyKit({
      allow: () => {
        throw new Error('database down')
      },
    })

    const own = await track('heeded', {}, { visitor: ANN })
    const { results } = await browse({ event_name: 'heeded' })

    expect(own).toMatchObject({ status: 'failed', failure: { code: 'consent_unavailable' } })
    expect(results).toMatchObject([{ status: 'refused', code: 'consent_unavailable' }])
    expect(emulator.requests.list()).toEqual([])
  })

  it('that answers late for one event changes no order', async () => {
    const { emulator, mida } = createPolicyKit({
      allow: async ({ event }) => {
        if (event.properties?.slow) await new Promise((resolve) => setImmediate(resolve))
        return true
      },
    })
    emulator.visitors.seed({ id: 'bob' })
    const { midaUuid } = emulator.visitors.seed()
    const batch = ['1', '2'].map((n) =>
      wireEvent({ event_name: 'wide', mida_uuid: midaUuid, properties: { n, slow: n === '1' } }),
    )

    await mida.handle(post({ events: batch }))
    await mida.flush()

    expect(emulator.events.list().map((event) => event.properties?.n)).toEqual(['1', '2'])
  })
})

describe('privacySignals', () => {
  const visitor = { mida_uuid: UUID, consent: 'granted' }

  it.each([
    ['gpc', 'sec-gpc'],
    ['dnt', 'dnt'],
  ] as const)('%s: a browser that sends it is not tracked and gets no cookie', async (signal, header) => {
    const { emulator, mida } = createPolicyKit({ privacySignals: [signal] })
    const events = [wireEvent({ mida_uuid: UUID, event_name: 'heeded', properties: {}, consent: 'granted' })]

    const response = await mida.handle(post({ events, visitor }, { headers: { [header]: '1' } }))

    expect(await response.json()).toMatchObject({ results: [{ status: 'skipped', because: 'no_consent' }] })
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(emulator.requests.list()).toEqual([])
  })

  it('are not heeded unless the app says so', async () => {
    const { browse } = createPolicyKit()

    expect(await browse({ event_name: 'heeded' }, { 'sec-gpc': '1', dnt: '1' })).toMatchObject({
      results: [{ status: 'accepted' }],
    })
  })
})

describe('maxAge', () => {
  it('refuses a browser’s event that has waited longer', async () => {
    const { browse } = createPolicyKit()
    const occurred_at = new Date(Date.now() - 61_000).toISOString()

    expect(await browse({ event_name: 'fresh', occurred_at })).toMatchObject({
      results: [{ status: 'refused', code: 'too_old' }],
    })
    expect(await browse({ event_name: 'heeded', occurred_at })).toMatchObject({
      results: [{ status: 'accepted' }],
    })
  })

  it('ends the tries: failed where it was surely not recorded, else in doubt', async () => {
    vi.useFakeTimers()
    const { emulator, track, reports } = createPolicyKit({ random: () => 0.9 })

    emulator.fail({ status: 429, times: Number.POSITIVE_INFINITY, headers: { 'retry-after': '50' } })
    await track('fresh', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(reports.at(-1)?.delivery).toMatchObject({ status: 'failed', failure: { code: 'rate_limited' } })

    emulator.reset()
    emulator.fail({ status: 503, times: Number.POSITIVE_INFINITY })
    await track('fresh', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(reports.at(-1)?.delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'unavailable' } })
  })

  it('holds for an event that has waited for its turn', async () => {
    vi.useFakeTimers()
    const { emulator, track, reports } = createPolicyKit()
    emulator.fail({ status: 429, headers: { 'retry-after': '90' } })

    await track('heeded', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(1_000)
    await track('fresh', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(120_000)

    const outcomes = reports.filter(({ delivery }) => delivery.status !== 'accepted')
    expect(Object.fromEntries(outcomes.map(({ event, delivery }) => [event.name, delivery]))).toMatchObject({
      heeded: { status: 'recorded' },
      fresh: { status: 'failed', failure: { code: 'too_old' } },
    })
  })
})

describe('limits', () => {
  const text = 'x'.repeat(10)

  it.each([
    ['depth', { a: { b: { c: 1 } } }, 'properties.a.b'],
    ['keyCount', { a: 1, b: 2, c: 3, d: 4 }, 'properties'],
    ['stringLength', { a: text }, 'properties.a'],
    ['bytes', { a: ['12345', '12345'], ['k'.repeat(120)]: 1 }, 'properties'],
  ])('%s: what is beyond is refused on both lanes, by its field', async (_limit, properties, field) => {
    const { track, browse } = createPolicyKit()

    const own = await track('narrow', properties, { visitor: ANN })
    const { results } = await browse({ event_name: 'narrow', properties })

    expect(own).toMatchObject({ status: 'failed', failure: { code: 'invalid_properties', field } })
    expect(results).toMatchObject([{ status: 'refused', code: 'invalid_properties' }])
    expect(await track('wide', properties, { visitor: ANN })).toMatchObject({ status: 'accepted' })
  })

  it('of the server are 256 KiB of properties', async () => {
    const { track } = createPolicyKit()
    const properties = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [key, 'x'.repeat(60_000)]))

    expect(await track('wide', properties, { visitor: ANN })).toMatchObject({
      failure: { code: 'invalid_properties', field: 'properties' },
    })
  })
})
