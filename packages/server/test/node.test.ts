// The Node door: what node:http hands over arrives as it was, and no request can hurt the server.
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { connect } from 'node:net'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMida, type NodeOptions, type NodeSource } from '../src/node/index.ts'
import { type Events, events, KEYS, wireEvent } from './support.ts'

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Prepare = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

async function serve(options: Partial<NodeOptions<Events, NodeSource>> = {}, prepare: Prepare = () => {}) {
  const emulator = createEmulator()
  const mida = createMida({
    events,
    ...KEYS,
    fetch: emulator.fetch,
    onDelivery: () => {},
    user: () => ({ id: 'ann' }),
    ...options,
  })
  emulator.visitors.seed({ id: 'ann' })
  const port = await listen(async (request, response) => {
    await prepare(request, response)
    await mida.handler(request, response)
  })
  return { emulator, mida, port, url: `http://127.0.0.1:${port}/api/m` }
}

/** Serves on a free port until the test has ended. */
async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const PAGE = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }
const toBody = () => JSON.stringify({ events: [wireEvent({ as: 'ann' })] })

/** Sends bytes as they are and gives what comes back until the connection ends. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      received += String(chunk)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

describe('a body', () => {
  it('that a parser has read already is taken as it was parsed', async () => {
    const { mida, emulator, url } = await serve({}, async (request) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      Object.assign(request, { body: JSON.parse(Buffer.concat(chunks).toString()) })
    })

    const answer = await fetch(url, { method: 'POST', headers: PAGE, body: toBody() })
    await mida.flush()

    expect(answer.status).toBe(202)
    expect(emulator.events.list()).toMatchObject([{ by: 'id' }])
  })

  it('in many pieces arrives whole', async () => {
    const { mida, emulator, port } = await serve()
    const text = toBody()

    const status = await new Promise((resolve) => {
      const request = httpRequest({ port, path: '/api/m', method: 'POST', headers: PAGE }, (response) =>
        resolve(response.resume().statusCode),
      )
      for (const letter of text) request.write(letter)
      request.end()
    })
    await mida.flush()

    expect(status).toBe(202)
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('that is too large is refused while it comes, and the server answers others', async () => {
    const { url } = await serve()
    const large = 'x'.repeat(2_000_000)

    const answer = await fetch(url, { method: 'POST', headers: PAGE, body: large })

    expect(answer.status).toBe(413)
    expect((await fetch(`${url}?health`)).status).toBe(200)
  })

  it('that breaks off hurts nobody and records nothing', async () => {
    let hasClosed = false
    const { emulator, port, url } = await serve({}, (request) => {
      request.once('close', () => {
        hasClosed = true
      })
    })
    const head = `POST /api/m HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"events"`
    const socket = connect(port, '127.0.0.1', () => socket.write(head, () => socket.destroy()))

    await vi.waitFor(() => expect(hasClosed).toBe(true))

    expect((await fetch(`${url}?health`)).status).toBe(200)
    expect(emulator.requests.list()).toEqual([])
  })
})

describe('a request line or a header', () => {
  it.each([
    ['a method that no Request has', 'TRACE /api/m HTTP/1.1\r\nHost: localhost', 405],
    [
      'another address in the request line',
      'GET http://evil.example/x?health HTTP/1.1\r\nHost: localhost',
      200,
    ],
    ['a path that looks like a host', 'GET //evil.example/x?health HTTP/1.1\r\nHost: localhost', 200],
    ['a host that cannot be', 'GET /api/m?health HTTP/1.1\r\nHost: a b', 200],
    [
      'a cookie of bytes',
      'GET /api/m?health HTTP/1.1\r\nHost: localhost\r\nCookie: mida_visitor=%\u00ff',
      200,
    ],
  ])('%s is answered and reaches nobody', async (_what, head, status) => {
    const { emulator, port } = await serve()

    const received = await sendRaw(port, `${head}\r\nConnection: close\r\n\r\n`)

    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(received).not.toContain('evil.example')
    expect(emulator.requests.list()).toEqual([])
  })

  it('with Origin against another host is refused on plain http', async () => {
    const { port } = await serve()
    // HTTP/1.0 may come without a Host, and the request line may name any.
    const absolute =
      'POST http://shop.example/api/m HTTP/1.0\r\nOrigin: http://shop.example\r\nContent-Type: application/json\r\nContent-Length: 2'
    const head = `POST //shop.example/api/m HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://shop.example\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close`

    expect(await sendRaw(port, `${head}\r\n\r\n{}`)).toMatch(/^HTTP\/1.1 403 /)
    expect(await sendRaw(port, `${absolute}\r\n\r\n{}`)).toMatch(/^HTTP\/1.1 403 /)
  })
})

describe('the request of an action', () => {
  it('tells user and visitor: the cookie’s uuid alone where nobody is logged in', async () => {
    const { mida } = await serve({ user: () => null })
    const port = await listen(async (request, response) => {
      response.end(JSON.stringify(await mida.forRequest(request).readVisitor()))
    })

    const known = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: 'mida_visitor=abc123' } })
    const nobody = await fetch(`http://127.0.0.1:${port}/`)

    expect(await known.json()).toEqual({ midaUuid: 'abc123' })
    expect(await nobody.json()).toBeNull()
  })

  it('limits by the connection’s address', async () => {
    const { url } = await serve({ rateLimit: { address: { hops: 0 }, perAddress: 1, withoutAddress: 1_000 } })

    expect((await fetch(url, { headers: PAGE })).status).toBe(200)
    expect((await fetch(url, { headers: { ...PAGE, 'x-forwarded-for': '9.9.9.9' } })).status).toBe(429)
  })
})

describe('a platform that freezes after the answer', () => {
  it('is held until what waits was sent', async () => {
    const held: Promise<unknown>[] = []
    const { emulator, url } = await serve({ waitUntil: (promise) => void held.push(promise) })

    await fetch(url, { method: 'POST', headers: PAGE, body: toBody() })
    expect(held).toHaveLength(1)
    await Promise.all(held)

    expect(emulator.events.list()).toHaveLength(1)
  })
})
