// Spans and metrics over OpenTelemetry's own SDK: what is in them, and that nothing personal is.
import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterEach, describe, expect, it } from 'vitest'
import { openTelemetry } from '../src/opentelemetry/index.ts'
import { createKit } from './support.ts'

const MAIL = { id: 'customer-4711', email: 'ann.smith@shop.example' }

afterEach(() => {
  context.disable()
})

function createTelemetryKit(options: Parameters<typeof createKit>[0] = {}) {
  const spans = new InMemorySpanExporter()
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const meterProvider = new MeterProvider({ readers: [reader] })
  const kit = createKit({ instrumentation: openTelemetry({ tracerProvider, meterProvider }), ...options })
  kit.emulator.visitors.seed(MAIL)
  const readMetrics = async () => {
    await meterProvider.forceFlush()
    const points = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
    return Object.fromEntries(points.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints]))
  }
  return { ...kit, spans, tracerProvider, readMetrics }
}

describe('openTelemetry', () => {
  it('makes a span of each request, below the span that was active at track', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const { emulator, mida, spans, tracerProvider } = createTelemetryKit()
    emulator.fail({ status: 503 })

    const parent = tracerProvider.getTracer('app').startSpan('checkout')
    await context.with(trace.setSpan(context.active(), parent), () =>
      mida.track('signed_up', {}, { visitor: MAIL, wait: 'outcome' }),
    )

    const [first, second] = spans.getFinishedSpans()
    expect(spans.getFinishedSpans()).toHaveLength(2)
    expect(first).toMatchObject({
      name: 'mida create event',
      status: { code: SpanStatusCode.ERROR, message: 'unavailable' },
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 503,
        'server.address': 'api-us.mida.so',
        'mida.event_name': 'signed_up',
        'mida.result': 'unavailable',
      },
    })
    expect(second?.attributes).toMatchObject({ 'http.request.resend_count': 1, 'mida.result': 'recorded' })
    expect([first, second].map((span) => span?.parentSpanContext?.spanId)).toEqual([
      parent.spanContext().spanId,
      parent.spanContext().spanId,
    ])
  })

  it('keeps the span of its own event, although another’s end sets off the request', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const { emulator, mida, spans, tracerProvider } = createTelemetryKit({ connections: 1 })
    emulator.fail({ kind: 'delay', ms: 10 })
    const tracer = tracerProvider.getTracer('app')
    const parents = [tracer.startSpan('first'), tracer.startSpan('second')]

    await Promise.all(
      parents.map((parent) =>
        context.with(trace.setSpan(context.active(), parent), () =>
          mida.track('signed_up', {}, { visitor: MAIL, wait: 'outcome' }),
        ),
      ),
    )

    expect(spans.getFinishedSpans().map((span) => span.parentSpanContext?.spanId)).toEqual(
      parents.map((parent) => parent.spanContext().spanId),
    )
  })

  it('counts events by status and cause, and shows the queue', async () => {
    const { emulator, mida, readMetrics } = createTelemetryKit()
    emulator.fail({ status: 404 })

    await mida.track('signed_up', {}, { visitor: MAIL, wait: 'outcome' })
    await mida.track('signed_up', {}, { visitor: MAIL, wait: 'outcome' })

    const metrics = await readMetrics()
    expect(metrics['mida.events']?.map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ 'mida.status': 'accepted', 'mida.sent_from': 'server' }, 2],
      [{ 'mida.status': 'failed', 'mida.sent_from': 'server', 'mida.cause': 'rejected' }, 1],
      [{ 'mida.status': 'recorded', 'mida.sent_from': 'server' }, 1],
    ])
    expect(metrics['mida.requests.limit']?.[0]?.value).toBe(8)
    expect(metrics['mida.queue.held']?.[0]?.value).toBe(0)
    expect(metrics['mida.request.duration']).toHaveLength(2)
  })

  it('holds no id, email or property', async () => {
    const { mida, spans, readMetrics } = createTelemetryKit()

    await mida.track('form_submitted', { form: 'a-secret-form' }, { visitor: MAIL, wait: 'outcome' })

    const spanTexts = spans
      .getFinishedSpans()
      .map(({ name, attributes, status }) => [name, attributes, status])
    const all = JSON.stringify([spanTexts, await readMetrics()])
    expect(all).toContain('form_submitted')
    for (const secret of ['4711', 'ann.smith', 'a-secret-form', 'demo-api-key'])
      expect(all).not.toContain(secret)
  })

  it('does nothing without an SDK, and what throws in it changes nothing', async () => {
    const silent = createTelemetryKit({ instrumentation: openTelemetry() })
    const broken = createTelemetryKit({
      instrumentation: {
        capture: thrower,
        onTry: thrower,
        onDelivery: thrower,
        onClient: thrower,
      },
    })

    for (const { mida } of [silent, broken]) {
      expect(await mida.track('signed_up', {}, { visitor: MAIL, wait: 'outcome' })).toMatchObject({
        status: 'recorded',
      })
    }
  })
})

function thrower(): never {
  throw new Error('an exporter')
}
