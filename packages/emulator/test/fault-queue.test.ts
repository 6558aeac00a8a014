// Which calls meet a fault, and for how long.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator, type Fault } from '../src/index.ts'
import { API_BASE, AUTHORIZED, EVENT_URL, postEvent, send, validCall } from './api-calls.ts'

let emulator: Emulator

beforeEach(() => {
  emulator = createEmulator()
  emulator.visitors.seed({ id: 'user_1' })
})

const statusOf = async () => (await emulator.fetch(EVENT_URL, validCall())).status

it('fails as many calls as it is told to', async () => {
  emulator.fail({ status: 500, times: 2 })

  expect([await statusOf(), await statusOf(), await statusOf()]).toEqual([500, 500, 200])
})

it('fails every call until it is cleared, where times is Infinity', async () => {
  const clear = emulator.fail({ status: 503, times: Number.POSITIVE_INFINITY })
  const during = [await statusOf(), await statusOf(), await statusOf()]
  clear()

  expect([...during, await statusOf()]).toEqual([503, 503, 503, 200])
})

it('uses up faults in the order they were added', async () => {
  emulator.fail({ status: 500 })
  emulator.fail({ status: 429 })

  expect([await statusOf(), await statusOf()]).toEqual([500, 429])
})

it('keeps a reset before the body behind an older fault', async () => {
  emulator.fail({ status: 500 })
  emulator.fail({ kind: 'reset', when: 'before' })

  expect(await statusOf()).toBe(500)
  await expect(statusOf()).rejects.toThrow(TypeError)
})

it('fails only calls that match', async () => {
  emulator.visitors.seed({ id: 'user_2' })
  emulator.fail({ status: 500, match: (request) => request.body.includes('user_2') })

  expect(await statusOf()).toBe(200)
  expect(await postEvent(emulator, { event_name: 'a', id: 'user_2' })).toMatchObject({ status: 500 })
})

it('comes before the key is looked at, and leaves the list of events alone', async () => {
  emulator.fail({ status: 500 })

  expect(
    await send(emulator, `${API_BASE}/project/demo-project/events`, { headers: AUTHORIZED }),
  ).toMatchObject({
    status: 200,
  })
  expect(await postEvent(emulator, {}, { headers: {} })).toMatchObject({ status: 500 })
})

it('ends with a reset of the emulator', async () => {
  emulator.fail({ status: 500 })
  emulator.reset()
  emulator.visitors.seed({ id: 'user_1' })

  expect(await statusOf()).toBe(200)
})

describe('a redirect', () => {
  it('is followed by fetch, without the key when the host is another', async () => {
    emulator.fail({
      status: 307,
      headers: { location: 'https://other.example/v2/project/demo-project/event' },
    })

    expect(await statusOf()).toBe(401)
    expect(emulator.requests.list().map(({ status, headers }) => [status, headers.authorization])).toEqual([
      [307, 'Bearer demo-api-key'],
      [401, undefined],
    ])
  })

  it('keeps method and body for 307 and 308, and becomes a GET for 301', async () => {
    emulator.fail({ status: 308, headers: { location: EVENT_URL } })
    expect(await statusOf()).toBe(200)

    emulator.fail({ status: 301, headers: { location: EVENT_URL } })
    expect(await statusOf()).toBe(405)
  })

  it('is handed out or refused where the call says so', async () => {
    emulator.fail({ status: 301, headers: { location: EVENT_URL }, times: 2 })

    const handed = await emulator.fetch(EVENT_URL, { ...validCall(), redirect: 'manual' })
    expect(handed.status).toBe(301)
    await expect(emulator.fetch(EVENT_URL, { ...validCall(), redirect: 'error' })).rejects.toThrow(TypeError)
  })

  it('that never ends is a failed fetch', async () => {
    emulator.fail({ status: 308, headers: { location: EVENT_URL }, times: Number.POSITIVE_INFINITY })

    await expect(statusOf()).rejects.toThrow(TypeError)
  })
})

it.each([
  [{ status: 99 }, 'status must be'],
  [{ status: 600 }, 'status must be'],
  [{ status: 200, headers: { 'bad header': 'x' } }, 'headers must be'],
  [{ status: 500, times: 0 }, 'times must be'],
  [{ kind: 'delay', ms: -1 }, 'ms must be'],
  [{ kind: 'reset' }, 'when must be'],
  [{ kind: 'explode' }, 'kind must be'],
  [{ kind: 'hang', recorded: 'yes' }, 'recorded must be'],
  [{ status: 500, match: 'all' }, 'match must be'],
])('throws for %o, which cannot be', (fault, message) => {
  expect(() => emulator.fail(fault as Fault)).toThrow(message)
})
