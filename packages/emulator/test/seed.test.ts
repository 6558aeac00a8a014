// A whole seed: in code, over the API, and again after each reset.
import { expect, it } from 'vitest'
import { createEmulator, type EmulatorSeed } from '../src/index.ts'
import { API_BASE, postEvent, send } from './api-calls.ts'

const SEED: EmulatorSeed = {
  projects: [{ projectKey: 'blog', apiKeys: ['blog-key'] }],
  experiments: { '17': 'Variant 1' },
  featureFlags: { chat: true },
  visitors: [
    { id: 'jane', email: 'jane@example.com', attributes: { plan: 'pro' } },
    { projectKey: 'blog', midaUuid: '85a35aca4df9' },
  ],
  events: [{ name: 'signed_up', id: 'jane', properties: { plan: 'pro' } }],
  faults: [{ status: 503 }],
}

it('puts everything there', async () => {
  const emulator = createEmulator({ seed: SEED })

  expect(emulator.visitors.get({ email: 'jane@example.com' })).toMatchObject({ attributes: { plan: 'pro' } })
  expect(emulator.visitors.get({ projectKey: 'blog', midaUuid: '85a35aca4df9' })).toBeDefined()
  expect(emulator.events.list()).toMatchObject([{ name: 'signed_up', by: 'id', properties: { plan: 'pro' } }])
  expect(emulator.faults.list()).toMatchObject([{ fault: { status: 503 } }])
  const headers = { 'api-key': 'blog-key' }
  expect(await send(emulator, `${API_BASE}/project/blog/events`, { headers })).toMatchObject({ status: 200 })
})

it('is planted again after a reset', async () => {
  const emulator = createEmulator({ seed: SEED })
  await postEvent(emulator, { event_name: 'a', id: 'jane' })
  await postEvent(emulator, { event_name: 'a', id: 'jane' })
  emulator.visitors.seed({ id: 'john' })
  emulator.reset()

  expect(emulator.visitors.list().map(({ id }) => id)).toEqual(['jane', null])
  expect(emulator.events.list()).toMatchObject([{ name: 'signed_up' }])
  expect(emulator.faults.list()).toHaveLength(1)
})

it('is planted over the API, and forgotten by a reset over it', async () => {
  const emulator = createEmulator()
  const control = (path: string, body?: unknown) =>
    send(emulator, `http://127.0.0.1${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) })

  expect(await control('/emulator/seed', SEED)).toMatchObject({ status: 200 })
  expect(emulator.events.list()).toHaveLength(1)
  await control('/emulator/reset')
  expect(emulator.visitors.list()).toEqual([])
})

it('gives a project that is there more API keys', async () => {
  const emulator = createEmulator({
    seed: { projects: [{ projectKey: 'demo-project', apiKeys: ['second'] }] },
  })
  const statusOf = async (key: string) => {
    const headers = { 'x-api-key': key }
    return (await send(emulator, `${API_BASE}/project/demo-project/events`, { headers })).status
  }

  expect([await statusOf('demo-api-key'), await statusOf('second'), await statusOf('third')]).toEqual([
    200, 200, 401,
  ])
})

it.each([
  [{ visitor: [] }, 'visitor is unknown; there are projects, experiments'],
  [{ visitors: {} }, 'visitors must be a list'],
  [{ visitors: [{ id: 'jane' }, { id: 7 }] }, 'visitors[1]: id must be'],
  [{ visitors: [{ name: 'jane' }] }, 'visitors[0]: name is unknown'],
  [{ visitors: [{ attributes: { a: [] } }] }, 'visitors[0]: attributes must be'],
  [{ visitors: [{ afterMs: -1 }] }, 'visitors[0]: afterMs must be'],
  [{ visitors: [{ afterMs: Number.POSITIVE_INFINITY }] }, 'visitors[0]: afterMs must be'],
  [{ visitors: [{ attributes: { a: Number.NaN } }] }, 'visitors[0]: attributes must be'],
  [{ visitors: [{ projectKey: 'none' }] }, 'visitors[0]: There is no project "none"'],
  [{ events: [{ id: 'jane' }] }, 'events[0]: name is required'],
  [{ events: [{ name: 'a' }] }, 'events[0]: One of midaUuid, id and email is required'],
  [{ events: [{ name: 'a', id: 'nobody' }] }, 'events[0]: No visitor has the id "nobody"'],
  [{ events: [{ name: 'a', id: 'jane', properties: [] }] }, 'events[0]: properties must be'],
  [{ faults: [{ status: 99 }] }, 'faults[0]: status must be'],
  [{ projects: [{ projectKey: 'a', apiKeys: 'b' }] }, 'projects[0]: apiKeys must be'],
  [{ featureFlags: { chat: 'on' } }, 'featureFlags: chat must be true or false'],
  [[], 'A seed must be an object'],
])('is refused where it cannot be: %o', (seed, message) => {
  expect(() => createEmulator({ seed: seed as EmulatorSeed })).toThrow(message)
})
