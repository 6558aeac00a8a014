// Whatever is sent gets a status and an `error`, over a real server, and the server goes on.
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Outcome } from '../src/http/exchange.ts'
import { createNodeServer } from '../src/http/node-server.ts'
import { createEmulator, type Listening } from '../src/index.ts'
import { AUTHORIZED, EVENT_PATH } from './api-calls.ts'

const emulator = createEmulator({ bodyLimitBytes: 10_000 })
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
  emulator.visitors.seed({ id: 'user_1' })
})
afterAll(() => server.close())

afterEach(async () => {
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
})

async function post(body: string | Uint8Array<ArrayBuffer>): Promise<{ status: number; body: unknown }> {
  const response = await fetch(server.url + EVENT_PATH, { method: 'POST', headers: AUTHORIZED, body })
  return { status: response.status, body: await response.json() }
}

it.each([
  ['no body', ''],
  ['half a body', '{"event_name":"a"'],
  ['a text', '"event"'],
  ['null', 'null'],
  ['a list', '[{"event_name":"a","id":"user_1"}]'],
  ['bytes that are not UTF-8', new Uint8Array([0xff, 0xfe, 0x00])],
  ['a name hidden in __proto__', '{"__proto__":{"event_name":"a","id":"user_1"}}'],
  ['a constructor as name', '{"constructor":{"name":"a"},"id":"user_1"}'],
  [
    'deep nesting',
    `{"event_name":"a","id":"user_1","properties":{"a":${'['.repeat(4_000)}${']'.repeat(4_000)}}}`,
  ],
])('answers 400 with an error to %s', async (_, body) => {
  expect(await post(body)).toEqual({ status: 400, body: { error: expect.any(String) } })
})

it('answers 413 with an error to a body that is too long', async () => {
  const body = JSON.stringify({ event_name: 'a', id: 'user_1', properties: { text: 'x'.repeat(2_000_000) } })

  expect(await post(body)).toEqual({ status: 413, body: { error: expect.stringContaining('10000 bytes') } })
  expect(emulator.requests.list().at(-1)).toMatchObject({ status: 413, body: '' })
})

it('stops reading a body that does not end, and goes on', async () => {
  const sent = new Promise((resolve) => {
    const endless = request(server.url + EVENT_PATH, { method: 'POST', headers: AUTHORIZED })
    const chunk = Buffer.alloc(1_000_000)
    const write = (): unknown => endless.write(chunk, (error) => (error ? undefined : write()))
    endless.on('response', (response) => resolve(response.statusCode))
    endless.on('error', resolve)
    write()
  })

  expect([413, expect.any(Error)]).toContainEqual(await sent)
})

it('answers 413 over fetch as well', async () => {
  const init = { method: 'POST', headers: AUTHORIZED, body: 'x'.repeat(10_001) }

  expect((await emulator.fetch(`https://any.example${EVENT_PATH}`, init)).status).toBe(413)
})

it('keeps __proto__ in properties as data and pollutes nothing', async () => {
  const properties = '{"__proto__":{"isAdmin":true}}'
  await post(`{"event_name":"polluted","id":"user_1","properties":${properties}}`)

  const [event] = emulator.events.list({ name: 'polluted' })
  expect(JSON.stringify(event?.properties)).toBe(properties)
  expect(event?.properties).not.toHaveProperty('isAdmin')
  expect({}).not.toHaveProperty('isAdmin')
})

it.each([
  ['/v2/project/%zz/event', 400],
  ['/v2/project/%E0%A4%A/events', 400],
  ['//v2/project/demo-project/event', 404],
  ['/v2/project/../../health', 404],
  ['/%', 404],
])('answers the path %s with status %i and an error', async (path, status) => {
  const { port } = server
  const reply = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request({ port, path, method: 'POST', headers: AUTHORIZED }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, body }))
    })
    sent.on('error', reject).end('{}')
  })

  expect(reply.status).toBe(status)
  expect(JSON.parse(reply.body)).toEqual({ error: expect.any(String) })
})

it.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  [
    'a body with two lengths',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    400,
  ],
  ['headers that are too long', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('answers %s with a status and an error', async (_, text, status) => {
  const reply = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk) => {
      received += chunk.toString()
    })
    socket.on('close', () => resolve(received))
    socket.on('error', reject)
  })
  const [head = '', body = ''] = reply.split('\r\n\r\n')

  expect(head).toContain(`HTTP/1.1 ${status} `)
  expect(JSON.parse(body)).toEqual({ error: expect.any(String) })
})

it.each(['/collect/visit', '/collect/visit?delay_ms=1', '/collect/identify', '/collect/event'])(
  'answers 400 with an error to a key that is no text at %s',
  async (path) => {
    const body = '{"key":{"toString":1}}'
    const response = await fetch(server.url + path, { method: 'POST', body })

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: expect.stringContaining('key') })
  },
)

it('closes the connection, and goes on, where an answer cannot be sent', async () => {
  const broken = createNodeServer({
    bodyLimitOf: () => 100,
    refuseAtHead: () => null,
    respond: ({ path }) => toUnsendable(path),
    respondTooLarge: () => ({ kind: 'hang' }),
  })
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  const address = broken.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`

  for (const path of ['/answer', '/later', '/truncated', '/thrown']) {
    await expect(fetch(url + path)).rejects.toThrow(TypeError)
  }
  broken.close()
})

function toUnsendable(path: string): Outcome {
  const answer = { status: 200, headers: { trailer: 'x' }, body: 'text' }
  const make = (): Outcome => {
    if (path === '/thrown') throw new Error('no answer')
    return { kind: 'answer', answer }
  }
  if (path === '/answer') return { kind: 'answer', answer }
  return path === '/truncated' ? { kind: 'truncated', answer } : { kind: 'later', afterMs: 1, make }
}

it('answers 500 with an error when a fault throws in its own match', async () => {
  const clear = emulator.fail({
    status: 500,
    match: () => {
      throw new Error('wrong test')
    },
  })

  expect(await post('{}')).toEqual({ status: 500, body: { error: expect.stringContaining('wrong test') } })
  clear()
})
