// Who may call the API, with which method, at which path.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { API_BASE, AUTHORIZED, EVENT_URL, postEvent, send } from './api-calls.ts'

let emulator: Emulator
const JANE = { id: 'user_12345' }

beforeEach(() => {
  emulator = createEmulator()
  emulator.visitors.seed(JANE)
})

describe('the API key', () => {
  const body = JSON.stringify({ event_name: 'a', id: JANE.id })

  it.each([
    { authorization: 'Bearer demo-api-key' },
    { authorization: 'bearer demo-api-key' },
    { 'x-api-key': 'demo-api-key' },
    { 'api-key': 'demo-api-key' },
  ])('is taken from %o', async (headers) => {
    expect(await postEvent(emulator, body, { headers })).toMatchObject({ status: 200 })
  })

  it.each([
    {},
    { authorization: 'Bearer wrong' },
    { authorization: 'demo-api-key' },
    { authorization: 'Basic demo-api-key' },
    { 'x-api-key': '' },
    { authorization: 'Bearer wrong', 'x-api-key': 'demo-api-key' },
  ])('is refused with 401 from %o', async (headers: Record<string, string>) => {
    const reply = await postEvent(emulator, body, { headers })

    expect(reply).toMatchObject({ status: 401, body: { error: 'Invalid or missing API key' } })
    expect(emulator.events.list()).toEqual([])
  })

  it('opens no other project, and no project that does not exist', async () => {
    const projects = ['one', 'two'].map((projectKey) => ({
      projectKey,
      apiKeys: [`${projectKey}-a`, `${projectKey}-b`],
    }))
    const two = createEmulator({ projects })
    const call = (projectKey: string, apiKey: string) =>
      send(two, `${API_BASE}/project/${projectKey}/events`, { headers: { 'api-key': apiKey } })

    expect(await call('one', 'one-b')).toMatchObject({ status: 200 })
    expect(await call('two', 'one-b')).toMatchObject({ status: 401 })
    expect(await call('three', 'one-b')).toMatchObject({ status: 401 })
    expect(await call('__proto__', 'one-b')).toMatchObject({ status: 401 })
  })

  it('is asked for before the body is looked at', async () => {
    expect(await postEvent(emulator, 'not json', { headers: {} })).toMatchObject({ status: 401 })
  })
})

describe('method and path', () => {
  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('answers 405 with Allow to %s', async (method) => {
    const reply = await send(emulator, EVENT_URL, { method, headers: AUTHORIZED })

    expect(reply).toMatchObject({ status: 405, body: { error: expect.any(String) } })
    expect(reply.headers.get('allow')).toBe('POST')
  })

  it.each([
    '/v2',
    '/v2/',
    '/v2/project/demo-project',
    '/v2/project//event',
    '/v1/project/demo-project/event',
    '/event',
  ])('answers 404 at %s', async (path) => {
    const init = { method: 'POST', headers: AUTHORIZED, body: '{}' }
    const reply = await send(emulator, `https://api-eu.mida.so${path}`, init)

    expect(reply).toMatchObject({ status: 404, body: { error: 'Not found' } })
  })

  it('decodes the project key of the path', async () => {
    const spaced = createEmulator({ projects: [{ projectKey: 'my shop/eu', apiKeys: ['k'] }] })
    const url = `${API_BASE}/project/my%20shop%2Feu/events`

    expect(await send(spaced, url, { headers: { 'api-key': 'k' } })).toMatchObject({ status: 200 })
  })

  it('sends no CORS header, so that no browser can use the key', async () => {
    const headers = { ...AUTHORIZED, origin: 'https://shop.example' }
    const replies = [
      await postEvent(emulator, { event_name: 'a', id: JANE.id }, { headers }),
      await postEvent(emulator, {}, { headers }),
      await send(emulator, EVENT_URL, { method: 'OPTIONS', headers }),
      await send(emulator, `${API_BASE}/project/demo-project/events`, { headers }),
    ]

    const names = replies.flatMap((reply) => [...reply.headers.keys()])
    expect(names.filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
