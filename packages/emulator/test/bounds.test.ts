// What anybody on the machine may send is bounded in bytes as well as in number.
import { expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { createBoundedList } from '../src/state/bounded-list.ts'
import { postEvent } from './api-calls.ts'

const BASE = 'https://cdn.mida.test'
const STORE_LIMIT_BYTES = 16 * 1_024 * 1_024
const EVENTS_LIMIT_BYTES = 64 * 1_024 * 1_024

async function collect(emulator: Emulator, path: string, report: unknown) {
  const body = JSON.stringify({ key: 'demo-project', ...Object(report) })
  const response = await emulator.fetch(`${BASE}/collect/${path}`, { method: 'POST', body })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

it.each(['visit', 'identify', 'event'])(
  'answers 413, readable for a page, to a long report at %s',
  async (path) => {
    const reply = await collect(createEmulator(), path, { padding: 'x'.repeat(65_536) })

    expect(reply).toMatchObject({ status: 413, body: { error: expect.stringContaining('65536 bytes') } })
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')
  },
)

it('takes the longest report that sendBeacon sends', async () => {
  const emulator = createEmulator()
  const { midaUuid: uuid } = emulator.visitors.seed()
  const report = { key: 'demo-project', uuid, name: 'a', properties: { text: '' } }
  report.properties.text = 'x'.repeat(65_536 - JSON.stringify(report).length)

  expect(await collect(emulator, 'event', report)).toMatchObject({ status: 200 })
})

it('takes no longer report than any other request', async () => {
  const emulator = createEmulator({ bodyLimitBytes: 1_000 })

  expect(await collect(emulator, 'visit', { padding: 'x'.repeat(1_000) })).toMatchObject({ status: 413 })
})

it('drops the oldest events and requests when they are too many bytes', async () => {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_1' })
  const text = 'x'.repeat(250_000)
  const sentCount = Math.ceil(EVENTS_LIMIT_BYTES / text.length) + 5
  for (let index = 0; index < sentCount; index += 1) {
    await postEvent(emulator, { event_name: `event_${index}`, id: 'user_1', properties: { text } })
  }

  const events = emulator.events.list()
  expect(events.length * text.length).toBeLessThan(EVENTS_LIMIT_BYTES)
  expect(events.length).toBeGreaterThan(sentCount - 10)
  expect(events.at(-1)?.name).toBe(`event_${sentCount - 1}`)
  expect(emulator.requests.list().length * text.length).toBeLessThan(STORE_LIMIT_BYTES)
})

it('counts what the values of an event take in memory, which is many times their text', async () => {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_1' })
  const lists = Array.from({ length: 80_000 }, () => [])
  const sentCount = 60
  for (let index = 0; index < sentCount; index += 1)
    await postEvent(emulator, { event_name: 'a', id: 'user_1', properties: { lists } })

  expect(emulator.events.list().length).toBeLessThan(sentCount)
})

it('keeps one event that alone is too many bytes', async () => {
  const emulator = createEmulator({ bodyLimitBytes: 2 * EVENTS_LIMIT_BYTES })
  emulator.visitors.seed({ id: 'user_1' })
  const properties = { text: 'x'.repeat(EVENTS_LIMIT_BYTES) }
  await postEvent(emulator, { event_name: 'large', id: 'user_1', properties })

  expect(emulator.events.list()).toHaveLength(1)
})

it('drops the oldest visitors when they are too many bytes', async () => {
  const emulator = createEmulator()
  const attributes = { text: 'x'.repeat(60_000) }
  const visitCount = Math.ceil(STORE_LIMIT_BYTES / attributes.text.length) + 5
  const uuids: string[] = []
  for (let index = 0; index < visitCount; index += 1) {
    const { uuid } = (await collect(emulator, 'visit', {})).body as { uuid: string }
    uuids.push(uuid)
    await collect(emulator, 'identify', { uuid, attributes })
  }

  const kept = emulator.visitors.list()
  expect(kept.length * attributes.text.length).toBeLessThan(STORE_LIMIT_BYTES)
  expect(kept.length).toBeGreaterThan(visitCount - 10)
  expect(kept.at(-1)?.midaUuid).toBe(uuids.at(-1))
})

it('keeps the last 100 attributes of a visitor', async () => {
  const emulator = createEmulator()
  const { midaUuid: uuid } = emulator.visitors.seed()
  for (let call = 0; call < 3; call += 1) {
    const names = Array.from({ length: 50 }, (_, index) => [`call_${call}_${index}`, true])
    await collect(emulator, 'identify', { uuid, attributes: Object.fromEntries(names) })
  }

  const names = Object.keys(emulator.visitors.get({ midaUuid: uuid })?.attributes ?? {})
  expect(names).toHaveLength(100)
  expect(names).not.toContain('call_0_49')
  expect(names).toContain('call_2_49')
})

it('keeps a list within its capacity at every moment', () => {
  const list = createBoundedList<string>({ capacity: 3, capacityBytes: 10, toBytes: (item) => item.length })
  for (const item of ['a', 'b', 'c', 'd']) list.add(item)
  expect(list.list()).toEqual(['b', 'c', 'd'])

  list.add('12345678')
  expect(list.list()).toEqual(['c', 'd', '12345678'])
  list.add('e')
  expect(list.list()).toEqual(['d', '12345678', 'e'])
  list.clear()
  list.add('1234567890')
  expect(list.list()).toEqual(['1234567890'])
})
