// Faults on Create Event calls: on real sockets, and over the emulator's own fetch.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Listening } from '../src/index.ts'
import { EVENT_PATH, failOnArrival, validCall } from './api-calls.ts'

const emulator = createEmulator()
let server: Listening

beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => server.close())
beforeEach(() => {
  emulator.reset()
  emulator.visitors.seed({ id: 'user_1' })
})

const doors = {
  'a socket': (init?: RequestInit) => fetch(server.url + EVENT_PATH, { ...validCall(), ...init }),
  fetch: (init?: RequestInit) =>
    emulator.fetch(`https://api-us.mida.so${EVENT_PATH}`, { ...validCall(), ...init }),
}

const recordedCount = () => emulator.events.list().length
const loggedStatuses = () => emulator.requests.list().map((request) => request.status)

describe.each(Object.entries(doors))('over %s', (_, call) => {
  it('answers a status with its headers and body, once, and records nothing', async () => {
    emulator.fail({ status: 429, headers: { 'Retry-After': '2' }, body: { error: 'Slow down' } })
    const failed = await call()

    expect(failed.status).toBe(429)
    expect(failed.headers.get('retry-after')).toBe('2')
    expect(await failed.json()).toEqual({ error: 'Slow down' })
    expect(recordedCount()).toBe(0)
    expect((await call()).status).toBe(200)
  })

  it('answers a body that cannot be read, after recording', async () => {
    emulator.fail({ kind: 'malformed' })
    const response = await call()

    expect(response.status).toBe(200)
    await expect(response.json()).rejects.toThrow(SyntaxError)
    expect(recordedCount()).toBe(1)
  })

  it('answers a status that has no body', async () => {
    emulator.fail({ status: 204 })
    const response = await call()

    expect(response.status).toBe(204)
    expect(response.headers.get('content-length')).toBeNull()
    expect(await response.text()).toBe('')
    expect((await call()).status).toBe(200)
  })

  it('cuts an answer in the middle, after recording', async () => {
    emulator.fail({ kind: 'truncated' })
    const response = await call()

    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(recordedCount()).toBe(1)
  })

  it('resets the connection before the body is read', async () => {
    emulator.fail({ kind: 'reset', when: 'before' })

    await expect(call()).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } })
    expect(recordedCount()).toBe(0)
    expect(emulator.requests.list()).toMatchObject([{ body: '', status: null }])
    expect((await call()).status).toBe(200)
  })

  it('resets the connection after the event was recorded', async () => {
    emulator.fail({ kind: 'reset', when: 'after' })

    await expect(call()).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } })
    expect(recordedCount()).toBe(1)
    expect(loggedStatuses()).toEqual([null])
  })
})

describe.each(Object.entries(doors))('in time, over %s', (_, call) => {
  it.each([false, true])('hangs until the caller gives up (recorded: %s)', async (recorded) => {
    const arrived = failOnArrival(emulator, { kind: 'hang', recorded })
    const controller = new AbortController()
    const settled = call({ signal: controller.signal }).catch((error: unknown) => error)
    await arrived
    controller.abort(new Error('enough'))

    expect(await settled).toMatchObject({ message: 'enough' })
    expect(recordedCount()).toBe(recorded ? 1 : 0)
  })

  it('answers late, and records at once', async () => {
    emulator.fail({ kind: 'delay', ms: 30 })
    const startMs = performance.now()
    const answered = call()
    await emulator.waitForEvent({ name: 'signed_up' })

    expect((await answered).status).toBe(200)
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(29)
  })

  it('goes on with a caller that left during a delay', async () => {
    emulator.fail({ kind: 'delay', ms: 60_000 })
    const controller = new AbortController()
    const settled = call({ signal: controller.signal }).catch((error: unknown) => error)
    await emulator.waitForEvent({ name: 'signed_up' })
    controller.abort()

    expect(await settled).toMatchObject({ name: 'AbortError' })
    expect((await call()).status).toBe(200)
  })
})

describe('a status', () => {
  it('can be a success that says no', async () => {
    emulator.fail({ status: 200, body: { success: false } })

    expect(await (await doors.fetch()).json()).toEqual({ success: false })
    expect(recordedCount()).toBe(0)
  })

  it('has an error text of its own where no body is given', async () => {
    emulator.fail({ status: 500 })

    expect(await (await doors.fetch()).json()).toEqual({ error: expect.any(String) })
  })

  it('records all the same where it is told to', async () => {
    emulator.fail({ status: 500, recorded: true })

    expect((await doors.fetch()).status).toBe(500)
    expect(recordedCount()).toBe(1)
  })
})

it.each(['trailer', 'Transfer-Encoding', 'content-length', 'connection', 'keep-alive', 'upgrade'])(
  'refuses the header %s, which frames the answer',
  (name) => {
    expect(() => emulator.fail({ status: 200, headers: { [name]: 'x' } })).toThrow(
      `headers must not set ${name.toLowerCase()}`,
    )
  },
)

it.each([
  ['a name', { 'two words': 'x' }],
  ['a value', { 'x-note': 'bell \u0007' }],
  ['a value', { 'x-note': 'line\nbreak' }],
])('refuses %s of a header that cannot be sent', (_, headers) => {
  expect(() => emulator.fail({ status: 200, headers })).toThrow('headers must be')
})
