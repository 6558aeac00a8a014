// The endpoints by which other processes use the emulator, and what keeps other origins out.
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCore } from '../src/core.ts'
import { createEmulator, type Listening } from '../src/index.ts'
import { settleOptions } from '../src/options.ts'
import { createWorld } from '../src/world.ts'
import { postEvent } from './api-calls.ts'

const projects = [
  { projectKey: 'demo-project', apiKeys: ['demo-api-key'] },
  { projectKey: 'other', apiKeys: ['other-key'] },
]
const emulator = createEmulator({ projects, random: () => 0 })
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => server.close())
beforeEach(() => emulator.reset())

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(server.url + path, init)
  return { status: response.status, body: await response.json() }
}

it('answers 200 at /health', async () => {
  expect(await call('GET', '/health')).toMatchObject({ status: 200 })
})

it('shows visitors and events, newest first, of all projects or of one', async () => {
  emulator.visitors.seed({ id: 'jane' })
  emulator.visitors.seed({ projectKey: 'other', id: 'john' })
  await postEvent(emulator, { event_name: 'a', id: 'jane' })
  await postEvent(emulator, { event_name: 'b', id: 'jane' })

  expect(await call('GET', '/emulator/state')).toMatchObject({
    status: 200,
    body: {
      projects: ['demo-project', 'other'],
      visitorCount: 2,
      eventCount: 2,
      events: [{ name: 'b' }, { name: 'a' }],
    },
  })
  expect(await call('GET', '/emulator/state?project=other')).toMatchObject({
    body: { visitorCount: 1, visitors: [{ id: 'john' }], eventCount: 0 },
  })
  expect(await call('GET', '/emulator/state?project=none')).toMatchObject({ status: 404 })
})

it('never shows an API key', async () => {
  const { body } = await call('GET', '/emulator/state')

  expect(JSON.stringify(body)).not.toContain('api-key')
})

it('lists 200 of more, and counts them all', async () => {
  for (let count = 0; count < 205; count += 1) emulator.visitors.seed()

  const { body } = await call('GET', '/emulator/state')
  expect(body).toMatchObject({ visitorCount: 205, visitors: { length: 200 } })
})

it('seeds a visitor', async () => {
  const reply = await call('POST', '/emulator/seed', { midaUuid: '85a35aca4df9', id: 'jane' })

  expect(reply).toMatchObject({ status: 200, body: { midaUuid: '85a35aca4df9', id: 'jane' } })
  expect(emulator.visitors.get({ id: 'jane' })?.midaUuid).toBe('85a35aca4df9')
})

it('adds faults and clears them', async () => {
  emulator.visitors.seed({ id: 'jane' })
  const event = { event_name: 'a', id: 'jane' }
  const fault = { status: 503, headers: { 'retry-after': '1' }, times: 'Infinity' }

  expect(await call('POST', '/emulator/fail', fault)).toMatchObject({ status: 200 })
  expect(await postEvent(emulator, event)).toMatchObject({ status: 503 })
  expect(await postEvent(emulator, event)).toMatchObject({ status: 503 })

  expect(await call('DELETE', '/emulator/fail')).toMatchObject({ status: 200 })
  expect(await postEvent(emulator, event)).toMatchObject({ status: 200 })
})

it('resets', async () => {
  emulator.visitors.seed({ id: 'jane' })

  expect(await call('POST', '/emulator/reset')).toMatchObject({ status: 200 })
  expect(emulator.visitors.list()).toEqual([])
})

it.each([
  ['/emulator/seed', { id: 7 }, 'id must be'],
  ['/emulator/seed', { projectKey: 'none' }, 'no project'],
  ['/emulator/seed', [], 'JSON object'],
  ['/emulator/fail', { kind: 'explode' }, 'kind must be'],
  ['/emulator/fail', { status: 500, times: 'often' }, 'times must be'],
])('answers 400 with an error at %s to %o', async (path, body, error) => {
  expect(await call('POST', path, body)).toEqual({
    status: 400,
    body: { error: expect.stringContaining(error) },
  })
})

it('answers 405 with Allow to another method', async () => {
  const response = await fetch(`${server.url}/emulator/reset`)

  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
})

describe('a request of a browser', () => {
  const paths = [
    ['GET', '/emulator/state'],
    ['GET', '/emulator/stream'],
    ['POST', '/emulator/reset'],
    ['POST', '/emulator/seed'],
    ['POST', '/emulator/fail'],
    ['DELETE', '/emulator/fail'],
  ] as const
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ]

  it.each(paths)('of another origin is refused with 403, without CORS, at %s %s', async (method, path) => {
    emulator.visitors.seed({ id: 'jane' })
    for (const headers of foreign) {
      const response = await emulator.fetch(server.url + path, { method, headers })
      expect(response.status).toBe(403)
      expect(response.headers.has('access-control-allow-origin')).toBe(false)
    }
    expect(emulator.visitors.list()).toHaveLength(1)
  })

  it('of the page itself is answered', async () => {
    const host = new URL(server.url).host
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { host, origin: server.url },
    ]) {
      expect((await emulator.fetch(`${server.url}/emulator/state`, { headers })).status).toBe(200)
    }
  })
})

describe('a request under another host name', () => {
  function statusOf(path: string, host: string): Promise<number | undefined> {
    const headers = { host, 'sec-fetch-site': 'same-origin' }
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: server.port, path, headers }, (response) => {
        response.destroy()
        resolve(response.statusCode)
      })
      sent.on('error', reject).end()
    })
  }

  it.each([
    'evil.com',
    'evil.com:80',
    '127.0.0.1.evil.com',
    'localhost.evil.com',
    'evil.com@127.0.0.1',
    'evil.com#127.0.0.1',
  ])('is refused: %j', async (host) => {
    expect(await statusOf('/emulator/state', host)).toBe(403)
  })

  it.each(['localhost', 'LOCALHOST:4800', '127.0.0.1:4800', '[::1]:4800', '192.168.1.5:4800'])(
    'is answered where the name is a loopback one or an address, which no attacker can give away: %s',
    async (host) => {
      expect(await statusOf('/emulator/state', host)).toBe(200)
    },
  )

  it('is answered under a name that it listens at', () => {
    const world = createWorld(settleOptions({}))
    world.hostNames.add('mida.local')
    const headers = { host: 'Mida.local:4800' }

    const outcome = createCore(world).respond({ method: 'GET', path: '/emulator/state', headers, body: '' })
    expect(outcome).toMatchObject({ answer: { status: 200 } })
  })

  it('is not kept from the API and the script', async () => {
    expect(await statusOf('/health', 'mida.test')).toBe(200)
    expect(await statusOf('/js/optimize.js?key=demo-project', 'mida.test')).toBe(200)
    expect(await statusOf('/v2/project/demo-project/events', 'mida.test')).toBe(401)
  })
})

describe('the stream', () => {
  it.each(['a socket', 'fetch'])(
    'tells of a change over %s, and ends when its reader leaves',
    async (door) => {
      const send = door === 'fetch' ? emulator.fetch : fetch
      const controller = new AbortController()
      const response = await send(`${server.url}/emulator/stream`, { signal: controller.signal })
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()

      expect(response.headers.get('content-type')).toContain('text/event-stream')
      expect(await reader?.read()).toMatchObject({ value: 'event: changed\ndata: {}\n\n' })
      emulator.visitors.seed()
      expect(await reader?.read()).toMatchObject({ value: 'event: changed\ndata: {}\n\n' })

      controller.abort()
      await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' })
      emulator.visitors.seed()
    },
  )
})
