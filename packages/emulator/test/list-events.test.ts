// The list of recorded events, as Mida documents it.
import { beforeEach, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { API_BASE, AUTHORIZED, postEvent, type Reply, send } from './api-calls.ts'

let emulator: Emulator
let nowMs = 0

beforeEach(() => {
  nowMs = Date.parse('2026-03-10T23:59:59.999Z')
  emulator = createEmulator({ nowMs: () => nowMs })
  emulator.visitors.seed({ id: 'user_1' })
})

function list(query = '', headers: Record<string, string> = AUTHORIZED): Promise<Reply> {
  return send(emulator, `${API_BASE}/project/demo-project/events${query}`, { headers })
}

async function namesOf(query: string): Promise<unknown> {
  const { body } = await list(query)
  const { events } = body as { events: { event_text: string }[] }
  return events.map((event) => event.event_text)
}

async function record(...names: string[]): Promise<void> {
  for (const name of names) await postEvent(emulator, { event_name: name, id: 'user_1' })
}

it('lists an event with its id, text, property text and time', async () => {
  await postEvent(emulator, { event_name: 'paid', id: 'user_1', properties: { amount: 5 } })

  expect(await list()).toMatchObject({
    status: 200,
    body: {
      success: true,
      company_id: expect.anything(),
      count: 1,
      events: [
        {
          event_id: 1,
          event_text: 'paid',
          event_property: '{"amount":5}',
          created_at: '2026-03-10T23:59:59.999Z',
        },
      ],
    },
  })
})

it('gives null as the property of an event without properties', async () => {
  await record('signed_up')

  expect(await list()).toMatchObject({ body: { events: [{ event_property: null }] } })
})

it('lists the newest first, and pages by limit and offset', async () => {
  await record('a', 'b', 'c')

  expect(await namesOf('')).toEqual(['c', 'b', 'a'])
  expect(await namesOf('?limit=2')).toEqual(['c', 'b'])
  expect(await namesOf('?limit=2&offset=2')).toEqual(['a'])
})

it('finds events by their exact text', async () => {
  await record('paid', 'paid_twice')

  expect(await namesOf('?event_text=paid')).toEqual(['paid'])
})

it('finds events by day, from the start date through the end date in UTC', async () => {
  await record('before midnight')
  nowMs += 1
  await record('after midnight')

  expect(await namesOf('?end_date=2026-03-10')).toEqual(['before midnight'])
  expect(await namesOf('?start_date=2026-03-11')).toEqual(['after midnight'])
  expect(await namesOf('?start_date=2026-03-10&end_date=2026-03-11')).toHaveLength(2)
})

it.each([
  'limit=0',
  'limit=501',
  'limit=ten',
  'limit=',
  'limit=1.5',
  'offset=-1',
  'offset=x',
  'start_date=2026',
  'start_date=2026-02-30',
  'start_date=10.03.2026',
  'end_date=2026-3-1',
])('answers 400 to %s and names the parameter', async (query) => {
  const [name] = query.split('=')

  expect(await list(`?${query}`)).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining(String(name)) },
  })
})

it('answers 401 without a key or with a wrong one', async () => {
  expect(await list('', {})).toMatchObject({ status: 401 })
  expect(await list('', { 'api-key': 'wrong' })).toMatchObject({ status: 401 })
})

it('answers 405 with Allow to a POST', async () => {
  const url = `${API_BASE}/project/demo-project/events`
  const reply = await send(emulator, url, { method: 'POST', headers: AUTHORIZED, body: '{}' })

  expect(reply.status).toBe(405)
  expect(reply.headers.get('allow')).toBe('GET')
})

it('writes nothing', async () => {
  await list()

  expect(emulator.events.list()).toEqual([])
  expect(emulator.visitors.list()).toHaveLength(1)
})
