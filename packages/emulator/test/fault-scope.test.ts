// What a fault is for: which request, for how long, and what share of them.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEmulator, type Emulator, type Fault } from '../src/index.ts'
import { API_BASE, AUTHORIZED, EVENT_URL, postEvent, send, validCall } from './api-calls.ts'
import { createBrowser } from './browser.ts'

let nowMs = 0
let drawn = 0
let emulator: Emulator

beforeEach(() => {
  nowMs = 1_000_000
  drawn = 0
  emulator = createEmulator({ nowMs: () => nowMs, random: () => drawn })
  emulator.visitors.seed({ id: 'user_1' })
})
afterEach(() => {
  vi.useRealTimers()
})

const statusOf = async () => (await emulator.fetch(EVENT_URL, validCall())).status
const SCRIPT = 'https://cdn.mida.so/js/optimize.js?key=demo-project'

describe('for a while', () => {
  it('is met until its time is up', async () => {
    emulator.fail({ status: 500, forMs: 1_000 })
    const first = [await statusOf(), await statusOf()]
    nowMs += 999
    const last = await statusOf()
    nowMs += 1

    expect([...first, last, await statusOf()]).toEqual([500, 500, 500, 200])
    expect(emulator.faults.list()).toEqual([])
  })
})

describe('by a rate', () => {
  it('is met by the requests that are drawn', async () => {
    emulator.fail({ status: 500, rate: 0.25 })
    const statuses: number[] = []
    for (drawn of [0, 0.24, 0.25, 0.9]) statuses.push(await statusOf())

    expect(statuses).toEqual([500, 500, 200, 200])
    expect(emulator.faults.list()).toMatchObject([{ metCount: 2, left: Number.POSITIVE_INFINITY }])
  })

  it('goes on to the next fault where a request is not drawn', async () => {
    emulator.fail({ status: 500, rate: 0.1 })
    emulator.fail({ status: 429, rate: 0.5 })
    drawn = 0.3

    expect(await statusOf()).toBe(429)
  })

  it('resets before the body by the same rate', async () => {
    emulator.fail({ kind: 'reset', when: 'before', rate: 0.5 })
    drawn = 0.7
    expect(await statusOf()).toBe(200)
    drawn = 0.2
    await expect(statusOf()).rejects.toThrow(TypeError)
  })
})

it('is later by delayMs, whatever it is', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  emulator.fail({ status: 503, delayMs: 400 })
  const onAnswer = vi.fn()
  const answered = emulator.fetch(EVENT_URL, validCall()).then(({ status }) => onAnswer(status))

  await vi.advanceTimersByTimeAsync(399)
  expect(onAnswer).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await answered
  expect(onAnswer).toHaveBeenCalledWith(503)
})

describe('the list of events', () => {
  it('fails alone', async () => {
    emulator.fail({ on: 'list_events', status: 500, times: 2 })
    const url = `${API_BASE}/project/demo-project/events`

    expect(await statusOf()).toBe(200)
    expect(await send(emulator, url, { headers: AUTHORIZED })).toMatchObject({ status: 500 })
    emulator.reset()
    expect(await send(emulator, url, { headers: AUTHORIZED })).toMatchObject({ status: 200 })
  })
})

describe('the script', () => {
  it.each([
    [{ on: 'script', status: 404 }, 404, 'told to answer 404'],
    [{ on: 'script', kind: 'throw' }, 200, "throw new Error('The Mida script was told to fail.')"],
    [{ on: 'script', kind: 'malformed' }, 200, 'window.mida = {'],
  ] as const)('fails by %o, readable for a page of any origin', async (fault, status, text) => {
    emulator.fail(fault as Fault)
    const response = await emulator.fetch(SCRIPT)

    expect(response.status).toBe(status)
    expect(await response.text()).toContain(text)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect((await emulator.fetch(SCRIPT)).status).toBe(200)
  })

  it.each([
    { kind: 'reset', when: 'before' },
    { kind: 'reset', when: 'after' },
  ] as const)('is cut off by %o', async (effect) => {
    emulator.fail({ on: 'script', ...effect })

    await expect(emulator.fetch(SCRIPT)).rejects.toThrow(TypeError)
  })

  it('comes late', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    emulator.fail({ on: 'script', kind: 'delay', ms: 700 })
    const onAnswer = vi.fn()
    const answered = emulator.fetch(SCRIPT).then(onAnswer)
    await vi.advanceTimersByTimeAsync(699)
    expect(onAnswer).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await answered
  })
})

describe('a report of the script', () => {
  it('fails at its first request, and no visitor is made', async () => {
    emulator.reset()
    emulator.fail({ on: 'visit', status: 503 })
    const page = await createBrowser(emulator).open()
    await page.settled()

    expect(page.errors).toMatchObject([{ message: expect.stringContaining('503') }])
    expect(emulator.visitors.list()).toEqual([])
  })

  it('makes the visitor only when a late first request is answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    emulator.reset()
    emulator.fail({ on: 'visit', kind: 'delay', ms: 900 })
    const page = await createBrowser(emulator).open()
    await vi.advanceTimersByTimeAsync(899)
    expect(emulator.visitors.list()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await page.settled()
    expect(emulator.visitors.list()).toHaveLength(1)
  })

  it('fails at identify, which rejects', async () => {
    emulator.fail({ on: 'identify', status: 500 })
    const page = await createBrowser(emulator).open()

    await expect(page.mida.identify({ id: 'jane' })).rejects.toThrow('500')
    expect(emulator.visitors.get({ id: 'jane' })).toBeUndefined()
  })

  it('is lost at track', async () => {
    emulator.fail({ on: 'track', status: 500 })
    const page = await createBrowser(emulator).open()
    await page.settled()
    page.mida.track('a')
    page.mida.track('b')
    await page.settled()

    expect(emulator.events.list()).toMatchObject([{ name: 'b' }])
  })
})

describe('a new visitor', () => {
  it('is found by the API only so much later', async () => {
    emulator.fail({ on: 'new_visitor', kind: 'delay', ms: 5_000 })
    const page = await createBrowser(emulator).open()
    await page.settled()
    await page.mida.identify({ id: 'jane' })
    const event = { event_name: 'a', id: 'jane' }

    nowMs += 4_999
    expect(await postEvent(emulator, event)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('Visitor not found') },
    })
    nowMs += 1
    expect(await postEvent(emulator, event)).toMatchObject({ status: 200 })
  })

  it('is found later where it is seeded so', async () => {
    emulator.visitors.seed({ id: 'late', afterMs: 100 })
    expect(await postEvent(emulator, { event_name: 'a', id: 'late' })).toMatchObject({ status: 400 })
    nowMs += 100
    expect(await postEvent(emulator, { event_name: 'a', id: 'late' })).toMatchObject({ status: 200 })
  })
})

it.each([
  [{ status: 500, on: 'page' }, 'on must be one of'],
  [{ kind: 'throw' }, "kind throw is for on: 'script' alone"],
  [{ on: 'new_visitor', status: 500 }, "on new_visitor there is kind: 'delay' alone"],
  [{ status: 500, rate: 2 }, 'rate must be'],
  [{ status: 500, forMs: 0 }, 'forMs must be'],
  [{ status: 500, delayMs: -1 }, 'delayMs must be'],
  [{ status: 500, time: 2 }, 'time is unknown'],
])('cannot be: %o', (fault, message) => {
  expect(() => emulator.fail(fault as Fault)).toThrow(message)
})
