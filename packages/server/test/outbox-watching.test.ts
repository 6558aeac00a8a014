// Watching an outbox: the health answer of the endpoint, to who has the secret alone, and OpenTelemetry's metrics.
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMida } from '../src/index.ts'
import { openTelemetry } from '../src/opentelemetry/index.ts'
import { createOutboxKit, newPath, openOutbox, PLAN, toEntry, USER } from './outbox-support.ts'
import { createKit, events } from './support.ts'

const SECRET = 'a-secret-of-the-monitor'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function ask(authorization?: string): Request {
  const headers = { 'sec-fetch-site': 'same-origin', ...(authorization ? { authorization } : {}) }
  return new Request('https://shop.example/api/m?health', { headers })
}

describe('the health answer', () => {
  it('tells with the secret what the client has done and what its outbox holds, and is never stored', async () => {
    const { mida, emulator } = createOutboxKit({ healthSecret: SECRET })
    emulator.fail({ status: 404 })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    const answer = await mida.handle(ask(`Bearer ${SECRET}`))

    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toMatchObject({
      ok: true,
      mode: 'live',
      stats: { recorded: 1, failed: { rejected: 1 } },
      outbox: {
        waiting: { server: 0, browser: 0 },
        dead: 1,
        byCode: { rejected: 1 },
        oldestWaitingMs: null,
        counts: { accepted: 2, recorded: 1, dead: 1 },
      },
    })
  })

  it.each([
    ['without credentials', undefined, SECRET, 200],
    ['with another scheme', `Basic ${SECRET}`, SECRET, 200],
    ['with a wrong secret', 'Bearer a-secret-of-the-monitoR', SECRET, 401],
    ['with a part of the secret', 'Bearer a-secret-of-the', SECRET, 401],
    ['with an empty secret', 'Bearer ', SECRET, 401],
    ['where none is set', 'Bearer undefined', undefined, 200],
    ['where it is empty', 'Bearer ', '', 200],
  ])('tells nothing %s', async (_how, authorization, healthSecret, status) => {
    const { mida } = createOutboxKit({ healthSecret })

    const answer = await mida.handle(ask(authorization))

    expect(answer.status).toBe(status)
    expect(Object.keys(await answer.json())).toEqual(status === 200 ? ['ok'] : ['code', 'message'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('takes its secret from MIDA_HEALTH_SECRET where there is no option', async () => {
    vi.stubEnv('MIDA_HEALTH_SECRET', SECRET)
    const { mida } = createKit()

    expect(await (await mida.handle(ask(`Bearer ${SECRET}`))).json()).toMatchObject({
      ok: true,
      outbox: null,
    })
  })

  it('is 503 where the outbox cannot be read, or the keys are missing', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const broken = createOutboxKit({
      healthSecret: SECRET,
      outbox: openOutbox({ path: `${newPath()}-missing/mida.db` }),
    })
    const keyless = createMida({ events, healthSecret: SECRET, mode: 'live' })

    const [one, other] = await Promise.all(
      [broken.mida, keyless].map((mida) => mida.handle(ask(`Bearer ${SECRET}`))),
    )

    expect(one?.status).toBe(503)
    expect(await one?.json()).toMatchObject({ ok: false, outbox: 'unavailable' })
    expect(other?.status).toBe(503)
    expect(await other?.json()).toMatchObject({ ok: false, mode: 'misconfigured' })
  })

  it('wants a secret that nobody can guess', () => {
    expect(() => createMida({ events, healthSecret: 'short' })).toThrow(
      expect.objectContaining({ code: 'MIDA-308' }),
    )
  })
})

describe('the metrics of an outbox', () => {
  it('show what waits by side, what is dead by cause, the oldest age and what was done', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
    const meterProvider = new MeterProvider({ readers: [reader] })
    const { mida, emulator, outbox } = createOutboxKit({ instrumentation: openTelemetry({ meterProvider }) })
    emulator.fail({ status: 404 })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })
    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })
    // Of a project that nobody sends.
    const old = { project: 'other', acceptedAtMs: Date.now() - 60_000 }
    await outbox.add(toEntry(old))
    await outbox.add(toEntry({ ...old, lane: 'browser' }))

    await meterProvider.forceFlush()
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics[0]?.metrics ?? [])
    const read = (name: string) =>
      metrics
        .find(({ descriptor }) => descriptor.name === name)
        ?.dataPoints.map(({ attributes, value }) => [...Object.values(attributes), value])

    expect(read('mida.outbox.waiting')).toEqual([
      ['server', 1],
      ['browser', 1],
    ])
    expect(read('mida.outbox.dead')).toEqual([[1]])
    expect(read('mida.outbox.failing')).toEqual([['rejected', 1]])
    expect(Number(read('mida.outbox.oldest_waiting')?.[0]?.[0])).toBeGreaterThanOrEqual(60)
    expect(read('mida.outbox.events')).toEqual(
      expect.arrayContaining([
        ['accepted', 2],
        ['recorded', 1],
        ['dead', 1],
      ]),
    )
    await meterProvider.shutdown()
  })
})
