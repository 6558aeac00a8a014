// What leaves for Mida, byte by byte: host, path, three headers, body, and nothing that anybody adds on the way.
import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { afterEach, describe, expect, it } from 'vitest'
import { createMida, type ServerOptions } from '../src/index.ts'
import { listenRaw, type RawServer } from './raw-server.ts'
import { type Events, events, post, wireEvent } from './support.ts'

const closers: (() => unknown)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function connect(options: Partial<ServerOptions<Events>> = {}) {
  const server = await listenRaw()
  const mida = createMida({
    events,
    projectKey: 'demo-project',
    apiKey: 'demo-api-key',
    apiUrl: `${server.url}/v2`,
    metadata: false,
    onDelivery: () => {},
    ...options,
  })
  closers.push(server.close, () => mida.close({ withinMs: 10 }))
  return { server, mida }
}

const BODY = '{"event_name":"plan_upgraded","id":"ann","properties":{"from_plan":"a","to_plan":"b"}}'

function toRequest({ port }: RawServer, body: string): string {
  return [
    'POST /v2/project/demo-project/event HTTP/1.1',
    `host: 127.0.0.1:${port}`,
    'connection: keep-alive',
    'authorization: Bearer demo-api-key',
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

const PLAN = { from_plan: 'a', to_plan: 'b' }

describe('the bytes of an event', () => {
  it('are the documented request, over the pool', async () => {
    const { server, mida } = await connect()

    await mida.track('plan_upgraded', PLAN, { visitor: { id: 'ann' }, wait: 'outcome' })

    expect(server.requests).toEqual([toRequest(server, BODY)])
  })

  it('are the same over fetch: its own additions do not leave either', async () => {
    const { server, mida } = await connect({ fetch: globalThis.fetch })

    await mida.track('plan_upgraded', PLAN, { visitor: { id: 'ann' }, wait: 'outcome' })

    const [request = ''] = server.requests
    expect(request.split('\r\n').sort()).toEqual(toRequest(server, BODY).split('\r\n').sort())
  })

  it('are asked of a platform’s fetch with nothing that makes it add headers (cache, credentials, a referrer)', async () => {
    const inits: RequestInit[] = []
    const { mida } = await connect({
      fetch: async (_address, init) => {
        inits.push(init)
        return Response.json({ success: true })
      },
    })

    await mida.track('plan_upgraded', PLAN, { visitor: { id: 'ann' }, wait: 'outcome' })

    expect(inits.map((init) => Object.keys(init).sort())).toEqual([
      ['body', 'headers', 'method', 'next', 'redirect', 'signal'],
    ])
    expect(Object.keys(inits[0]?.headers ?? {})).toEqual(['authorization', 'content-type', 'accept'])
  })

  it('hold nothing of the request that brought it: no cookie, no header, no query', async () => {
    const { server, mida } = await connect()
    const headers = {
      cookie: 'session=secret',
      'user-agent': 'Evil/1.0',
      'x-forwarded-for': '203.0.113.7',
      'accept-language': 'de',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      baggage: 'user=ann',
    }
    const event = wireEvent({ mida_uuid: '85a35aca4df9', occurred_at: new Date().toISOString() })

    await mida.handle(post({ events: [event] }, { headers, path: '/api/m?x=1' }))
    await mida.flush()

    const body =
      '{"event_name":"form_submitted","mida_uuid":"85a35aca4df9","properties":{"form":"newsletter"}}'
    expect(server.requests).toEqual([toRequest(server, body)])
  })
})

describe('with OpenTelemetry’s instrumentation of undici on', () => {
  it.each([
    ['the pool', undefined],
    ['fetch', globalThis.fetch],
  ])('no tracing header leaves over %s, and the app’s own requests keep theirs', async (_way, fetch) => {
    instrument()
    const { server, mida } = await connect({ fetch })
    const app = await listenRaw()
    closers.push(app.close)

    await trace.getTracer('test').startActiveSpan('a request of the app', async (span) => {
      await globalThis.fetch(app.url)
      await mida.track('plan_upgraded', PLAN, { visitor: { id: 'ann' }, wait: 'outcome' })
      span.end()
    })

    expect(app.requests[0]).toContain('traceparent')
    const [request = ''] = server.requests
    expect(request.split('\r\n').sort()).toEqual(toRequest(server, BODY).split('\r\n').sort())
  })

  it('none leaves with a check that asks Mida before the first event either', async () => {
    instrument()
    const { server, mida } = await connect({ apiKey: 'a-key-that-sent-nothing-yet' })

    await trace.getTracer('test').startActiveSpan('the start of the app', async (span) => {
      await mida.check({ ask: true })
      span.end()
    })

    const [head = ''] = server.requests
    expect(head.trim().split('\r\n').sort()).toEqual([
      'GET /v2/project/demo-project/events?limit=1 HTTP/1.1',
      'accept: application/json',
      'authorization: Bearer a-key-that-sent-nothing-yet',
      'connection: keep-alive',
      `host: 127.0.0.1:${server.port}`,
    ])
  })
})

/** OpenTelemetry as an app sets it up. */
function instrument(): void {
  const instrumentation = new UndiciInstrumentation()
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(traceparentPropagator)
  trace.setGlobalTracerProvider(new BasicTracerProvider())
  instrumentation.enable()
  closers.push(() => {
    instrumentation.disable()
    trace.disable()
    propagation.disable()
    context.disable()
  })
}

/** The W3C propagator in short: the kit must keep out whatever a propagator injects. */
const traceparentPropagator = {
  inject: (
    from: Parameters<typeof trace.getSpanContext>[0],
    carrier: unknown,
    setter: { set: (carrier: unknown, key: string, value: string) => void },
  ) => {
    const span = trace.getSpanContext(from)
    if (span) setter.set(carrier, 'traceparent', `00-${span.traceId}-${span.spanId}-01`)
    setter.set(carrier, 'baggage', 'user=ann')
  },
  extract: (from: Parameters<typeof trace.getSpanContext>[0]) => from,
  fields: () => ['traceparent', 'baggage'],
}
