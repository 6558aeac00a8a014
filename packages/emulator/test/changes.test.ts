// What the page asks for: only what it does not have yet, and never an API key.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Changes } from '../src/control/changes.ts'
import { createCore } from '../src/core.ts'
import { toAnswer } from '../src/http/exchange.ts'
import { createEmulator, type Listening } from '../src/index.ts'
import { settleOptions } from '../src/options.ts'
import { createWorld } from '../src/world.ts'
import { postEvent, send } from './api-calls.ts'
import { createBrowser } from './browser.ts'

const projects = [
  { projectKey: 'demo-project', apiKeys: ['demo-api-key'] },
  { projectKey: 'other', apiKeys: ['other-key'] },
]
const emulator = createEmulator({ projects, eventCapacity: 10, experiments: { '17': 'Control' } })
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => emulator.close())
beforeEach(() => {
  emulator.reset()
  emulator.visitors.seed({ id: 'jane' })
})

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.url}/emulator/${path}`)
  return { status: response.status, body: await response.json() }
}

async function changes(
  known: Partial<Record<'epoch' | 'event' | 'request' | 'merge', string | number>> = {},
) {
  const query = new URLSearchParams(Object.entries(known).map(([name, value]) => [name, String(value)]))
  return (await get(`changes?${query}`)).body as Changes
}

const record = (name: string) => postEvent(emulator, { event_name: name, id: 'jane' })

it('lists everything first, then what came since', async () => {
  await record('a')
  const first = await changes()
  await record('b')
  const event = first.events[0]?.eventId ?? 0
  const request = first.requests[0]?.requestId ?? 0
  const second = await changes({ epoch: first.epoch, event, request, merge: 0 })

  expect(first).toMatchObject({
    isStart: true,
    events: [{ name: 'a' }],
    requests: [{ status: 200, eventId: event }],
  })
  expect(second).toMatchObject({
    isStart: false,
    events: [{ name: 'b' }],
    requests: [{ eventId: event + 1 }],
  })
  expect(second).toMatchObject({ eventCount: 2, visitorCount: 1, hasMore: false })
})

it('begins again after a reset', async () => {
  await record('a')
  const { epoch } = await changes()
  emulator.reset()

  expect(await changes({ epoch, event: 1_000, request: 1_000, merge: 0 })).toMatchObject({
    isStart: true,
    eventCount: 0,
  })
})

it('tells how many events are gone, and from which on they are there', async () => {
  for (let count = 0; count < 15; count += 1) await record(`event_${count}`)
  const { events, droppedEventCount, eventCount, oldestEventIds } = await changes()

  expect({ droppedEventCount, eventCount }).toEqual({ droppedEventCount: 5, eventCount: 10 })
  expect(oldestEventIds['demo-project']).toBe(events[0]?.eventId)
})

it('tells of a merge, after which the events are the other visitor’s', async () => {
  const page = await createBrowser(emulator).open()
  await page.settled()
  page.mida.track('a')
  await page.settled()
  const former = emulator.events.list()[0]?.visitor
  await page.mida.identify({ id: 'jane' })
  const into = emulator.visitors.get({ id: 'jane' })?.midaUuid

  const { merges, events } = await changes()
  expect(merges).toMatchObject([{ from: former, into, projectKey: 'demo-project' }])
  expect(events).toMatchObject([{ visitor: into }])
})

it('begins again where more merges happened than are kept', () => {
  const world = createWorld(settleOptions({}))
  const read = (merge: number) => {
    const path = `/emulator/changes?epoch=${world.epoch()}&merge=${merge}`
    const outcome = createCore(world).respond({ method: 'GET', path, headers: {}, body: '' })
    return JSON.parse(String(toAnswer(outcome)?.body)) as Changes
  }
  for (let count = 0; count < 1_005; count += 1) {
    world.merges.add({ projectKey: 'demo-project', from: `a${count}`, into: 'b', atMs: 0 })
  }

  expect([read(4).isStart, read(5).isStart]).toEqual([true, false])
  expect([read(4).merges.length, read(1_000).merges.length]).toEqual([1_000, 5])
})

it('lists the faults in short', async () => {
  emulator.fail({ status: 500, rate: 0.5 })
  emulator.fail({ kind: 'reset', when: 'before', times: 3, match: () => false, delayMs: 20 })
  emulator.fail({ on: 'script', kind: 'delay', ms: 30, forMs: 60_000 })

  expect((await changes()).faults).toMatchObject([
    { on: 'create_event', effect: '500', rate: 0.5, left: null, untilMs: null, hasMatch: false },
    { effect: 'reset before after 20 ms', left: 3, hasMatch: true },
    { on: 'script', effect: 'delay 30 ms', untilMs: expect.any(Number) },
  ])
})

it('removes one fault by its number', async () => {
  const add = await send(emulator, `${server.url}/emulator/fail`, { method: 'POST', body: '{"status":500}' })
  const { faultId } = add.body as { faultId: number }
  emulator.fail({ status: 503 })
  const remove = (id: unknown) => send(emulator, `${server.url}/emulator/fail?id=${id}`, { method: 'DELETE' })

  expect(await remove(faultId)).toMatchObject({ status: 200 })
  expect(await remove(faultId)).toMatchObject({ status: 404 })
  expect(emulator.faults.list()).toMatchObject([{ fault: { status: 503 } }])
})

it('shows a request and its answer, with the end of the key alone', async () => {
  await record('a')
  const eventId = emulator.events.list()[0]?.eventId
  const byEvent = await get(`request?event=${eventId}`)

  expect(byEvent).toMatchObject({
    status: 200,
    body: {
      method: 'POST',
      body: '{"event_name":"a","id":"jane"}',
      headers: { authorization: 'Bearer …-key' },
      answer: { status: 200, body: '{"success":true,"message":"Event recorded successfully"}' },
    },
  })
  const { requestId } = byEvent.body as { requestId: number }
  expect(await get(`request?id=${requestId}`)).toEqual(byEvent)
  expect(await get('request?id=0')).toMatchObject({ status: 404 })
})

it('shows nothing of a short key', async () => {
  await postEvent(emulator, {}, { headers: { 'x-api-key': 'secret' } })
  const requestId = emulator.requests.list().at(-1)?.requestId

  expect(await get(`request?id=${requestId}`)).toMatchObject({
    body: { status: 401, headers: { 'x-api-key': '…' } },
  })
})

it('logs which fault a request met, and that it got no answer', async () => {
  emulator.fail({ kind: 'reset', when: 'after' })
  await expect(record('a')).rejects.toThrow(TypeError)

  expect(emulator.requests.list().at(-1)).toMatchObject({
    fault: 'reset',
    status: null,
    answer: null,
    eventId: emulator.events.list()[0]?.eventId,
  })
})

it('lists visitors with their variants and how many events they have, newest first, by words and project', async () => {
  await record('a')
  emulator.visitors.seed({ id: 'john', email: 'John@example.com', attributes: { plan: 'pro' } })
  emulator.visitors.seed({ projectKey: 'other', id: 'eve' })

  expect(await get('visitors')).toMatchObject({ body: { count: 3, visitors: { length: 3 } } })
  expect(await get('visitors?filter=PRO+john')).toMatchObject({
    body: { count: 1, visitors: [{ id: 'john' }] },
  })
  expect(await get('visitors?project=other')).toMatchObject({ body: { visitors: [{ id: 'eve' }] } })
  expect(await get('visitors?filter=jane')).toMatchObject({
    body: { visitors: [{ id: 'jane', eventCount: 1, variants: { '17': 'Control' } }] },
  })
})
