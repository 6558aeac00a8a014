// The pool over real connections: what it sends, when it gives up, and that it ends.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type RequestListener } from 'node:http'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it } from 'vitest'
import { createMida, type ServerOptions } from '../src/index.ts'
import { type Events, events, KEYS } from './support.ts'

const ANN = { visitor: { id: 'ann' } }
const closers: (() => Promise<unknown> | unknown)[] = []

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

function connect(apiUrl: string, options: Partial<ServerOptions<Events>> = {}) {
  const mida = createMida({ events, ...KEYS, apiUrl, random: () => 0, onDelivery: () => {}, ...options })
  closers.push(() => mida.close({ withinMs: 10 }))
  return mida
}

async function listen(): Promise<ReturnType<typeof createEmulator> & { readonly apiUrl: string }> {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'ann' })
  const server = await emulator.listen()
  closers.push(server.close)
  return { ...emulator, apiUrl: `${server.url}/v2` }
}

/** A server that answers as no Mida would. */
function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v2`)
    })
  })
}

describe('a request', () => {
  it('carries no header that instrumentation adds, whoever subscribed first', async () => {
    const emulator = await listen()
    const addTrace = (message: unknown): void => {
      const { request } = message as { request: { addHeader: (name: string, value: string) => void } }
      request.addHeader('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
      request.addHeader('baggage', 'user=ann')
    }
    const channel = 'undici:request:create'
    closers.push(() => unsubscribe(channel, addTrace))

    subscribe(channel, addTrace)
    await connect(emulator.apiUrl).track('signed_up', {}, { ...ANN, wait: 'outcome' })
    unsubscribe(channel, addTrace)
    subscribe(channel, addTrace)
    await connect(emulator.apiUrl, { connections: 2 }).track('signed_up', {}, { ...ANN, wait: 'outcome' })

    const names = emulator.requests.list().map(({ headers }) => Object.keys(headers).sort())
    const own = ['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host']
    expect(names).toEqual([own, own])
  })
})

describe('an answer', () => {
  it('that drips on for ever is unreadable after the time-out: in doubt, not sent again', async () => {
    let requests = 0
    const apiUrl = await serve((_request, response) => {
      requests += 1
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(drip))
    })

    const delivery = await connect(apiUrl, { answerTimeoutMs: 150 }).track(
      'signed_up',
      {},
      { ...ANN, wait: 'outcome' },
    )

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'malformed_response' } })
    expect(requests).toBe(1)
  })

  it('that is longer than 64 KiB is unreadable', async () => {
    const apiUrl = await serve((_request, response) => {
      response.end(JSON.stringify({ success: true, message: 'x'.repeat(70_000) }))
    })

    const delivery = await connect(apiUrl).track('signed_up', {}, { ...ANN, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'malformed_response' } })
  })
})

describe('close', () => {
  it('ends at its deadline, although an answer is still awaited', async () => {
    const emulator = await listen()
    emulator.fail({ kind: 'hang' })
    const mida = connect(emulator.apiUrl, { answerTimeoutMs: 60_000 })
    await mida.track('signed_up', {}, ANN)

    expect(await mida.close({ withinMs: 20 })).toEqual({ unsentCount: 1 })
  })
})

describe('two copies of one client', () => {
  it('share what they know, and are closed together', async () => {
    const emulator = await listen()
    const [first, second] = [connect(emulator.apiUrl), connect(emulator.apiUrl)]
    const order = { order_id: 'o1' }

    await first.track('order_paid', order, { ...ANN, wait: 'outcome' })
    const again = await second.track('order_paid', order, { ...ANN, wait: 'outcome' })
    await first.close()

    expect(again).toMatchObject({ status: 'duplicate' })
    expect(await second.track('signed_up', {}, ANN)).toMatchObject({ failure: { code: 'closed' } })
  })

  it('are two where their options differ', async () => {
    const emulator = await listen()
    const [first, second] = [connect(emulator.apiUrl), connect(emulator.apiUrl, { queueCapacity: 5 })]

    await first.close()

    expect(await second.track('signed_up', {}, { ...ANN, wait: 'outcome' })).toMatchObject({
      status: 'recorded',
    })
  })
})
