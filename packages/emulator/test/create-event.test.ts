// The Create Event endpoint, sentence by sentence as Mida documents it.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { API_BASE, AUTHORIZED, postEvent, send } from './api-calls.ts'

let emulator: Emulator
const JANE = { midaUuid: '85a35aca4df9', id: 'user_12345', email: 'jane@example.com' }

beforeEach(() => {
  emulator = createEmulator()
  emulator.visitors.seed(JANE)
})

it('answers 200 with the documented success body', async () => {
  const reply = await postEvent(emulator, { event_name: 'purchase_completed', mida_uuid: JANE.midaUuid })

  expect(reply.status).toBe(200)
  expect(reply.body).toEqual({ success: true, message: 'Event recorded successfully' })
})

it.each([
  ['mida_uuid', JANE.midaUuid],
  ['id', JANE.id],
  ['email', JANE.email],
])('finds the visitor by %s and records the event against it', async (field, value) => {
  const reply = await postEvent(emulator, {
    event_name: 'plan_upgraded',
    [field]: value,
    properties: { to: 'pro' },
  })

  expect(reply.status).toBe(200)
  expect(emulator.events.list()).toMatchObject([
    {
      projectKey: 'demo-project',
      name: 'plan_upgraded',
      properties: { to: 'pro' },
      visitor: JANE.midaUuid,
      by: field,
      source: 'api',
    },
  ])
})

it('takes an event without properties', async () => {
  await postEvent(emulator, { event_name: 'signed_up', id: JANE.id })

  expect(emulator.events.list()).toMatchObject([{ name: 'signed_up', properties: null }])
})

it('records a second event for a repeated request', async () => {
  const call = { event_name: 'signed_up', id: JANE.id }
  await postEvent(emulator, call)
  await postEvent(emulator, call)

  expect(emulator.events.list().map((event) => event.eventId)).toEqual([1, 2])
})

it('dates an event when it arrives', async () => {
  const dated = createEmulator({ nowMs: () => 1_700_000_000_000 })
  dated.visitors.seed({ id: 'user_1' })

  await postEvent(dated, { event_name: 'signed_up', id: 'user_1', timestamp: 5, created_at: '2001-01-01' })

  expect(dated.events.list()[0]?.receivedAtMs).toBe(1_700_000_000_000)
})

it('ignores fields that are not documented', async () => {
  const reply = await postEvent(emulator, {
    event_name: 'a',
    id: JANE.id,
    event_text: 'b',
    visitor: 7,
    extra: {},
  })

  expect(reply.status).toBe(200)
  expect(emulator.events.list()).toMatchObject([{ name: 'a', properties: null }])
})

it('is not influenced by cookies or other headers', async () => {
  const headers = {
    ...AUTHORIZED,
    cookie: 'optimize_uuid=other',
    'content-type': 'text/plain',
    'x-mida-uuid': 'other',
  }

  const reply = await postEvent(emulator, { event_name: 'a', id: JANE.id }, { headers })

  expect(reply.status).toBe(200)
  expect(emulator.events.list()).toMatchObject([{ visitor: JANE.midaUuid }])
})

describe('several identifiers', () => {
  it('looks up by mida_uuid before id, and by id before email', async () => {
    const john = emulator.visitors.seed({ id: 'john' })
    await postEvent(emulator, { event_name: 'a', email: JANE.email, id: 'john', mida_uuid: JANE.midaUuid })
    await postEvent(emulator, { event_name: 'b', email: JANE.email, id: 'john' })

    const found = emulator.events.list().map(({ visitor, by }) => ({ visitor, by }))
    expect(found).toEqual([
      { visitor: JANE.midaUuid, by: 'mida_uuid' },
      { visitor: john.midaUuid, by: 'id' },
    ])
  })

  it('does not fall back to a second identifier when the first is unknown', async () => {
    const reply = await postEvent(emulator, { event_name: 'a', mida_uuid: 'unknown', id: JANE.id })

    expect(reply.status).toBe(400)
    expect(emulator.events.list()).toEqual([])
  })
})

describe('400', () => {
  it.each([
    ['a missing event_name', { id: JANE.id }, 'event_name is required'],
    ['an empty event_name', { event_name: '', id: JANE.id }, 'event_name is required'],
    ['a missing identifier', { event_name: 'a' }, 'One of mida_uuid, email or id is required'],
    ['an empty identifier', { event_name: 'a', id: '' }, 'One of mida_uuid, email or id is required'],
    [
      'a visitor that does not exist',
      { event_name: 'a', id: 'nobody' },
      expect.stringContaining('Visitor not found'),
    ],
    ['an event_name that is no string', { event_name: 7, id: JANE.id }, 'event_name must be a string'],
    ['a mida_uuid that is no string', { event_name: 'a', mida_uuid: {} }, 'mida_uuid must be a string'],
    ['an id that is no string', { event_name: 'a', id: 12345 }, 'id must be a string'],
    ['an email that is no string', { event_name: 'a', email: null }, 'email must be a string'],
    [
      'properties that are no object',
      { event_name: 'a', id: JANE.id, properties: [1] },
      'properties must be an object',
    ],
    [
      'properties that are null',
      { event_name: 'a', id: JANE.id, properties: null },
      'properties must be an object',
    ],
  ])('is the answer to %s, with an error text', async (_, body, error) => {
    const reply = await postEvent(emulator, body)

    expect(reply).toMatchObject({ status: 400, body: { error } })
    expect(emulator.events.list()).toEqual([])
  })

  it('is the answer to a visitor of another project', async () => {
    const two = createEmulator({
      projects: [
        { projectKey: 'one', apiKeys: ['key-one'] },
        { projectKey: 'two', apiKeys: ['key-two'] },
      ],
    })
    two.visitors.seed({ projectKey: 'one', id: 'user_1' })

    const headers = { authorization: 'Bearer key-two' }
    const body = JSON.stringify({ event_name: 'a', id: 'user_1' })
    const reply = await send(two, `${API_BASE}/project/two/event`, { method: 'POST', headers, body })

    expect(reply.status).toBe(400)
  })
})
