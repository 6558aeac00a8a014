// The pool over real connections: what it sends, when it gives up, and that it ends.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it } from 'vitest'
import { createMida, type ServerOptions } from '../src/index.ts'
import { answerSuccess, listenRaw } from './raw-server.ts'
import { type Events, events, KEYS } from './support.ts'

const ANN = { visitor: { id: 'ann' } }
const OUTCOME = { ...ANN, wait: 'outcome' } as const
const PAID = { order_id: 'o1', amount: 1 }
const WAYS = [
  ['the pool', undefined],
  ['fetch', globalThis.fetch],
] as const
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

describe('a connection', () => {
  it('that does not stand in time was surely not used: nothing is in doubt', async () => {
    const sockets: Socket[] = []
    const silent = createTcpServer((socket) => void sockets.push(socket))
    closers.push(() => {
      for (const socket of sockets) socket.destroy()
      silent.close()
    })
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : ''
    const mida = connect(`https://127.0.0.1:${port}/v2`, {
      connectTimeoutMs: 50,
      random: () => 0.99,
      retryForMs: 400,
    })

    const delivery = await mida.track('paid_once', PAID, { ...OUTCOME, waitMs: 20_000 })

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'unreachable' } })
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

  it.each(WAYS)(
    'whose headers drip on for ever is given up after the time-out, over %s',
    async (_way, fetch) => {
      const server = await listenRaw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 20)
        socket.on('close', () => clearInterval(drip))
      })
      closers.push(server.close)
      const options = { answerTimeoutMs: 100, connectTimeoutMs: 50, fetch }

      const delivery = await connect(`${server.url}/v2`, options).track('paid_once', PAID, OUTCOME)

      expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'timed_out' } })
    },
  )

  it.each(WAYS)('that never ends is cut off at 64 KiB, over %s', async (_way, fetch) => {
    let hungUp: () => void = () => {}
    const whenHungUp = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const apiUrl = await serve((_request, response) => {
      const flood = setInterval(() => response.write('x'.repeat(16_384)), 1)
      response.on('close', () => {
        clearInterval(flood)
        hungUp()
      })
    })

    const delivery = await connect(apiUrl, { fetch }).track('signed_up', {}, OUTCOME)

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'malformed_response' } })
    await whenHungUp
  })

  it.each(WAYS)('that redirects is not followed, over %s', async (_way, fetch) => {
    const elsewhere = await listenRaw()
    closers.push(elsewhere.close)
    const apiUrl = await serve((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/steal` }).end()
    })

    const delivery = await connect(apiUrl, { fetch }).track('signed_up', {}, OUTCOME)

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'rejected', httpStatus: 307 } })
    expect(elsewhere.requests).toEqual([])
  })

  it('that ends early leaves the event in doubt, and the connection is not used again', async () => {
    const server = await listenRaw((socket, count) => {
      if (count > 1) answerSuccess(socket)
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"succ')
    })
    closers.push(server.close)
    const mida = connect(`${server.url}/v2`)

    const first = await mida.track('signed_up', {}, OUTCOME)
    const second = await mida.track('signed_up', {}, OUTCOME)

    expect([first.status, second.status]).toEqual(['in_doubt', 'recorded'])
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
