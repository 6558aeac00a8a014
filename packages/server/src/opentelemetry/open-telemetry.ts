// The client's tries as spans and its figures as metrics, over the app's own `@opentelemetry/api`.
// The core never imports it: what is not set up costs nothing, and nothing of it reaches Mida.
import {
  type Context,
  context,
  type Meter,
  type MeterProvider,
  metrics,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import type { MidaStats } from '../counters.ts'
import type { Instrumentation, TryReport } from '../observe.ts'
import { observeOutbox } from './observe-outbox.ts'

/** Where spans and metrics go. */
export type OpenTelemetryOptions = {
  /** @default the app's registered one */
  readonly tracerProvider?: TracerProvider | undefined
  /** @default the app's registered one */
  readonly meterProvider?: MeterProvider | undefined
}

const SCOPE = '@mida-kit/server'

/**
 * Instrumentation for `createMida({ instrumentation: openTelemetry() })`.
 *
 * Spans: `mida create event`, one for each request, a child of the span that was active at `track`. Metrics:
 * `mida.events` by `mida.status` and `mida.cause`, `mida.request.duration` in seconds, `mida.queue.held`,
 * `mida.queue.waiting`, `mida.requests.active` and `mida.requests.limit`; of an outbox `mida.outbox.*`, see docs/outbox.md.
 * No id, email or property is in any of them.
 *
 * Without a registered SDK all of it does nothing.
 *
 * @see https://opentelemetry.io/docs/languages/js/
 */
export function openTelemetry({ tracerProvider, meterProvider }: OpenTelemetryOptions = {}): Instrumentation {
  const tracer = (tracerProvider ?? trace).getTracer(SCOPE)
  const meter = (meterProvider ?? metrics).getMeter(SCOPE)
  const events = meter.createCounter('mida.events', { description: 'Events by what became of them' })
  const duration = meter.createHistogram('mida.request.duration', {
    unit: 's',
    description: 'Time of one request to Mida',
  })
  return {
    capture: () => context.active(),
    onTry: (report, captured) => {
      const active = isContext(captured) ? captured : context.active()
      addSpan(report, tracer, active)
      const seconds = (report.endedAtMs - report.startedAtMs) / 1_000
      duration.record(seconds, { 'mida.result': report.result, 'mida.sent_from': report.from }, active)
    },
    onDelivery: ({ event, delivery }) => {
      const cause = toCause(delivery)
      events.add(1, {
        'mida.status': delivery.status,
        'mida.sent_from': event.from,
        ...(cause === null ? {} : { 'mida.cause': cause }),
      })
    },
    onClient: (readStats, readOutbox) => {
      observeStats(readStats, meter)
      observeOutbox(readOutbox, meter)
    },
  }
}

function addSpan(report: TryReport, tracer: Tracer, parent: Context): void {
  const { hostname, port } = new URL(report.origin)
  const span = tracer.startSpan(
    'mida create event',
    {
      kind: SpanKind.CLIENT,
      startTime: report.startedAtMs,
      attributes: {
        'http.request.method': 'POST',
        'server.address': hostname,
        ...(port === '' ? {} : { 'server.port': Number(port) }),
        ...(report.httpStatus === null ? {} : { 'http.response.status_code': report.httpStatus }),
        ...(report.tryNumber === 1 ? {} : { 'http.request.resend_count': report.tryNumber - 1 }),
        'mida.event_name': report.eventName,
        'mida.sent_from': report.from,
        'mida.result': report.result,
      },
    },
    parent,
  )
  if (report.result !== 'recorded') span.setStatus({ code: SpanStatusCode.ERROR, message: report.result })
  span.end(report.endedAtMs)
}

function toCause(
  delivery: Parameters<NonNullable<Instrumentation['onDelivery']>>[0]['delivery'],
): string | null {
  if (delivery.status === 'failed' || delivery.status === 'in_doubt') return delivery.failure.code
  return delivery.status === 'skipped' ? delivery.because : null
}

function observeStats(readStats: () => MidaStats, meter: Meter): void {
  const gauges = {
    held: meter.createObservableGauge('mida.queue.held', { description: 'Events in memory' }),
    waiting: meter.createObservableGauge('mida.queue.waiting', { description: 'Events that wait' }),
    active: meter.createObservableGauge('mida.requests.active', { description: 'Requests under way' }),
    limit: meter.createObservableGauge('mida.requests.limit', { description: 'Requests that may be' }),
  }
  meter.addBatchObservableCallback(
    (observer) => {
      const { queue } = readStats()
      if (!queue) return
      observer.observe(gauges.held, queue.heldCount)
      observer.observe(gauges.waiting, queue.waitingCount)
      observer.observe(gauges.active, queue.sendingCount)
      observer.observe(gauges.limit, queue.concurrency)
    },
    [gauges.held, gauges.waiting, gauges.active, gauges.limit],
  )
}

function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'getValue' in value
}
