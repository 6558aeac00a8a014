// The emulator as an object: its doors, what it shows of itself, and its limits.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { AUTHORIZED, EVENT_URL, postEvent, send, validCall } from './api-calls.ts'

let emulator: Emulator

beforeEach(() => {
  emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_1' })
})

describe('fetch', () => {
  it('answers every host by its path', async () => {
    for (const host of ['https://api-us.mida.so', 'https://api-eu.mida.so', 'http://localhost:1']) {
      const response = await emulator.fetch(new URL(`${host}/v2/project/demo-project/event`), validCall())
      expect(response.status).toBe(200)
    }
  })

  it('takes a Request', async () => {
    expect((await emulator.fetch(new Request(EVENT_URL, validCall()))).status).toBe(200)
    expect((await emulator.handle(new Request(EVENT_URL, validCall()))).status).toBe(200)
  })

  it('rejects with the reason of a signal that is aborted already, as if nothing was sent', async () => {
    const reason = new Error('enough')
    emulator.fail({ kind: 'reset', when: 'before' })

    await expect(
      emulator.fetch(EVENT_URL, { ...validCall(), signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
    expect(emulator.requests.list()).toEqual([])
    await expect(emulator.fetch(EVENT_URL, validCall())).rejects.toThrow(TypeError)
  })

  it('records nothing for a call that is aborted while its body is read', async () => {
    const controller = new AbortController()
    const answered = emulator.fetch(EVENT_URL, { ...validCall(), signal: controller.signal })
    controller.abort()

    await expect(answered).rejects.toThrow('aborted')
    expect(emulator.events.list()).toEqual([])
  })

  it('rejects when the call is aborted while it is answered', async () => {
    const controller = new AbortController()
    const match = () => {
      controller.abort()
      return true
    }
    emulator.fail({ kind: 'hang', match })

    await expect(emulator.fetch(EVENT_URL, { ...validCall(), signal: controller.signal })).rejects.toThrow(
      'aborted',
    )
  })

  it.each(['constructor', 'toString', '__proto__'])('answers 405 to the method %s', async (method) => {
    const reply = await send(emulator, 'http://localhost/health', { method })

    expect(reply).toMatchObject({ status: 405, body: { error: `Use GET, not ${method}` } })
  })

  it('rejects with a TypeError for an address that is none', async () => {
    await expect(emulator.fetch('/v2/project/demo-project/event')).rejects.toThrow(TypeError)
  })
})

describe('requests', () => {
  it('shows byte by byte what arrived, and the status it got', async () => {
    const body = ' { "event_name":"a",\n"id":"user_1" }\r\n'
    const headers = { ...AUTHORIZED, 'X-Extra': 'yes' }
    await postEvent(emulator, body, { headers })
    const server = await emulator.listen()
    await fetch(`${server.url}/v2/project/demo-project/event?q=%20`, { method: 'POST', headers, body: '{}' })
    await server.close()

    const path = '/v2/project/demo-project/event'
    expect(emulator.requests.list()).toMatchObject([
      { method: 'POST', path, headers: { ...AUTHORIZED, 'x-extra': 'yes' }, body, status: 200 },
      {
        method: 'POST',
        path: `${path}?q=%20`,
        headers: { ...AUTHORIZED, 'x-extra': 'yes' },
        body: '{}',
        status: 400,
      },
    ])
  })
})

it('lists events by project, name, visitor, identifier and source, or by a function', async () => {
  const { midaUuid } = emulator.visitors.seed({ id: 'user_2', email: 'two@example.com' })
  await postEvent(emulator, { event_name: 'a', id: 'user_1' })
  await postEvent(emulator, { event_name: 'b', email: 'two@example.com' })

  for (const match of [{ name: 'b' }, { by: 'email' }, { visitor: midaUuid }] as const) {
    expect(emulator.events.list(match)).toMatchObject([{ name: 'b' }])
  }
  expect(emulator.events.list((event) => event.eventId === 1)).toMatchObject([{ name: 'a' }])
  expect(emulator.events.list({ projectKey: 'other' })).toEqual([])
  expect(emulator.events.list({ source: 'script' })).toEqual([])
})

describe('waitForEvent', () => {
  it('resolves with the next event that matches', async () => {
    const waiting = emulator.waitForEvent({ name: 'paid', by: 'id' })
    await postEvent(emulator, { event_name: 'signed_up', id: 'user_1' })
    await postEvent(emulator, { event_name: 'paid', id: 'user_1' })

    expect(await waiting).toMatchObject({ eventId: 2, name: 'paid' })
  })

  it('resolves with an event that is recorded already', async () => {
    await postEvent(emulator, { event_name: 'paid', id: 'user_1' })

    expect(await emulator.waitForEvent((event) => event.name === 'paid')).toMatchObject({ name: 'paid' })
  })

  it('rejects with what was recorded instead when time is up', async () => {
    await postEvent(emulator, { event_name: 'signed_up', id: 'user_1', properties: { plan: 'pro' } })

    await expect(emulator.waitForEvent({ name: 'paid' }, { timeoutMs: 1 })).rejects.toThrow(
      /within 1 ms.*\n.*signed_up {"plan":"pro"} for .* by id/,
    )
  })

  it('rejects with what its own function throws', async () => {
    const waiting = emulator.waitForEvent(() => {
      throw new Error('wrong test')
    })
    const reply = await postEvent(emulator, { event_name: 'paid', id: 'user_1' })

    await expect(waiting).rejects.toThrow('wrong test')
    expect(reply.status).toBe(200)
  })
})

describe('visitors', () => {
  it('are seeded with what is given, and a uuid where none is', () => {
    const jane = emulator.visitors.seed({ email: 'jane@example.com' })

    expect(jane).toMatchObject({
      projectKey: 'demo-project',
      id: null,
      email: 'jane@example.com',
      aliases: [],
    })
    expect(jane.midaUuid).toMatch(/^[0-9a-f]{50}$/)
    expect(emulator.visitors.get({ email: 'jane@example.com' })).toEqual(jane)
  })

  it('are completed by a second seed of the same visitor', () => {
    const { midaUuid } = emulator.visitors.seed({ id: 'jane' })
    emulator.visitors.seed({ id: 'jane', email: 'jane@example.com' })

    expect(emulator.visitors.get({ email: 'jane@example.com' })?.midaUuid).toBe(midaUuid)
  })

  it('cannot be seeded into a project that does not exist, or as two visitors at once', () => {
    emulator.visitors.seed({ id: 'jane' })

    expect(() => emulator.visitors.seed({ projectKey: 'none' })).toThrow('no project "none"')
    expect(() => emulator.visitors.seed({ id: 'jane', midaUuid: 'other' })).toThrow('another midaUuid')
    emulator.visitors.seed({ email: 'john@example.com' })
    expect(() => emulator.visitors.seed({ id: 'jane', email: 'john@example.com' })).toThrow(
      'different visitors',
    )
  })

  it('have uuids that follow from random alone, and never the same twice', () => {
    const constant = createEmulator({ random: () => 0.999 })

    expect(constant.visitors.seed().midaUuid).toBe('f'.repeat(50))
    expect(constant.visitors.seed().midaUuid).toBe('0'.repeat(50))
  })
})

describe('limits', () => {
  it('drop the oldest events, visitors and requests', async () => {
    const small = createEmulator({ eventCapacity: 2, visitorCapacity: 2, requestCapacity: 2 })
    for (const id of ['a', 'b', 'c']) {
      small.visitors.seed({ id })
      await postEvent(small, { event_name: id, id })
    }

    expect(small.events.list().map((event) => event.name)).toEqual(['b', 'c'])
    expect(small.visitors.list().map((visitor) => visitor.id)).toEqual(['b', 'c'])
    expect(small.requests.list()).toHaveLength(2)
    expect(await postEvent(small, { event_name: 'a', id: 'a' })).toMatchObject({ status: 400 })
  })

  it.each([
    [{ projects: [] }],
    [{ projects: [{ projectKey: '', apiKeys: ['k'] }] }],
    [{ projects: [{ projectKey: 'p', apiKeys: [''] }] }],
    [{ projects: ['p', 'p'].map((projectKey) => ({ projectKey, apiKeys: [] })) }],
    [{ eventCapacity: 0 }],
  ])('throw a TypeError for %o', (options) => {
    expect(() => createEmulator(options)).toThrow(TypeError)
  })
})

it('forgets visitors, events and requests on reset, and keeps its projects', async () => {
  await postEvent(emulator, { event_name: 'a', id: 'user_1' })
  emulator.reset()

  expect([emulator.visitors.list(), emulator.events.list(), emulator.requests.list()]).toEqual([[], [], []])
  expect(await postEvent(emulator, { event_name: 'a', id: 'user_1' })).toMatchObject({ status: 400 })
})
