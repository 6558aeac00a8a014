// The way to the endpoint: batches, answers, other tries, and giving up.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'
import { createClock } from './clock.ts'
import { createEndpoint, defer } from './endpoint.ts'

beforeEach(() => {
  cleanPage()
  setPage({ mida: createFakeMida() })
  sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
})
afterEach(cleanPage)

const accepted = (count: number): Response =>
  Response.json({ results: Array.from({ length: count }, () => ({ status: 'accepted' })) }, { status: 202 })

const refusal = (status: number, code: string, headers?: Record<string, string>): Response =>
  Response.json({ code, message: `It was ${code}.` }, { status, ...(headers && { headers }) })

it('every request carries the cookies, also to an endpoint of another origin', async () => {
  const endpoint = createEndpoint()
  const asked: RequestInit[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(init)
    return endpoint.fetch(url, init)
  })
  const clock = createClock()
  const client = createMidaClient({ endpoint: 'https://api.shop.example/m', ...clock })

  void client.track('one')
  await clock.advance(100)

  expect(asked).toMatchObject([
    { credentials: 'include', cache: 'no-store' },
    { credentials: 'include', method: 'POST' },
  ])
  vi.unstubAllGlobals()
})

describe('a batch', () => {
  it('goes after 50 ms with all that was tracked, in order', async () => {
    const { client, clock, endpoint } = openPage()
    for (const name of ['one', 'two', 'three'] as const) void client.track(name)

    await clock.advance(49)
    expect(endpoint.bodies).toHaveLength(0)
    await clock.advance(1)

    expect(endpoint.bodies).toHaveLength(1)
    expect(endpoint.events().map((event) => event.event_name)).toEqual(['one', 'two', 'three'])
  })

  it('goes at once with 20 events, and 20 at the most', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    for (let count = 0; count < 45; count += 1) void client.track('large', { text: `${count}` })

    await clock.advance(0)

    expect(endpoint.bodies.map((body) => body.events?.length)).toEqual([20, 20, 5])
    expect(endpoint.events().map((event) => event.properties?.text)).toEqual(
      Array.from({ length: 45 }, (_, index) => `${index}`),
    )
  })

  it('goes at once with an event that asks for it', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)

    void client.track('signed_up', undefined, { sendNow: true })
    await clock.advance(0)

    expect(endpoint.bodies).toHaveLength(1)
  })

  it('stays below 60,000 bytes, counted as UTF-8', async () => {
    const { client, clock, endpoint } = openPage()
    for (let count = 0; count < 10; count += 1)
      void client.track('large', { text: Array.from({ length: 10 }, () => 'ü'.repeat(1_000)) })

    await clock.advance(1_000)

    expect(endpoint.bodies.map((body) => body.events?.length)).toEqual([2, 2, 2, 2, 2])
    for (const { body } of endpoint.posts) {
      expect(new TextEncoder().encode(String(body)).length).toBeLessThan(60_000)
    }
  })

  it('holds 20 events also where more would fit', async () => {
    const { client, clock, endpoint } = openPage()
    for (let count = 0; count < 30; count += 1)
      void client.track('large', { text: ['x'.repeat(1_000), 'x'.repeat(1_000)] })

    await clock.advance(1_000)

    expect(endpoint.bodies.map((body) => body.events?.length)).toEqual([20, 10])
  })

  it('waits for the one before it', async () => {
    const answer = defer<Response>()
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(answer.promise)
    void client.track('one')
    await clock.advance(100)
    void client.track('two')
    await clock.advance(100)
    expect(endpoint.bodies).toHaveLength(1)

    answer.resolve(accepted(1))
    await clock.advance(0)

    expect(endpoint.bodies).toHaveLength(2)
  })
})

describe('the answer', () => {
  it('settles each event by its own result', async () => {
    const { client, clock, endpoint } = openPage()
    const refused = { status: 'refused', code: 'unknown_event', message: 'No.', field: 'events[3]' }
    const results = [
      { status: 'accepted' },
      { status: 'duplicate' },
      { status: 'skipped', because: 'no_consent' },
      refused,
    ]
    endpoint.next.push(Response.json({ results }, { status: 202 }))

    const deliveries = (['one', 'two', 'three', 'four'] as const).map((name) => client.track(name))
    await clock.advance(100)

    expect(await Promise.all(deliveries)).toMatchObject([
      { status: 'accepted' },
      { status: 'duplicate' },
      { status: 'skipped', because: 'no_consent' },
      { status: 'failed', failure: { code: 'unknown_event', message: 'No.', field: 'events[3]' } },
    ])
  })

  it.each([
    [400, 'invalid_request'],
    [403, 'foreign_origin'],
    [503, 'misconfigured'],
  ])('%i %s fails every event with its code, and nothing is resent', async (status, code) => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(refusal(status, code))

    const delivery = client.track('one')
    await clock.advance(60_000)

    expect(await delivery).toMatchObject({ status: 'failed', failure: { code, message: `It was ${code}.` } })
    expect(endpoint.bodies).toHaveLength(1)
  })

  it('404 without JSON fails every event with a code of its status', async () => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(new Response('<h1>Not found</h1>', { status: 404 }))

    const delivery = client.track('one')
    await clock.advance(100)

    expect(await delivery).toMatchObject({ status: 'failed', failure: { code: 'http_404' } })
  })

  it.each([
    ['500', () => new Response('', { status: 500 })],
    ['503 session_unavailable', () => refusal(503, 'session_unavailable')],
    ['408', () => refusal(408, 'body_too_slow')],
    ['429', () => refusal(429, 'rate_limited')],
    ['200 with a page of somebody else', () => new Response('<h1>Log in to the Wi-Fi</h1>')],
    ['an answer with too few results', () => accepted(1)],
    ['a network failure', () => new TypeError('Failed to fetch')],
    ['no answer', () => new Promise<Response>(() => undefined)],
  ])('%s has the events resent with the same ids', async (_fault, makeAnswer) => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(makeAnswer())

    const deliveries = [client.track('one'), client.track('two')]
    await clock.advance(30_000)

    expect(endpoint.bodies).toHaveLength(2)
    expect(endpoint.bodies[1]).toEqual(endpoint.bodies[0])
    expect(await Promise.all(deliveries)).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }])
  })

  it.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(Date.parse('2026-01-01T00:00:07Z')).toUTCString(), 6_950],
    ['more than half a minute', '3600', 30_000],
  ])('Retry-After in %s is waited for', async (_form, retryAfter, waitMs) => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(refusal(429, 'rate_limited', { 'retry-after': retryAfter }))
    void client.track('one')
    await clock.advance(50)

    await clock.advance(waitMs - 1)
    expect(endpoint.bodies).toHaveLength(1)
    await clock.advance(1)

    expect(endpoint.bodies).toHaveLength(2)
  })
})

describe('an endpoint that cannot be reached', () => {
  it('is tried eight times, and then the events are dropped and told', async () => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(...Array.from({ length: 9 }, () => new TypeError('Failed to fetch')))

    const delivery = client.track('one')
    await clock.advance(600_000)

    expect(await delivery).toMatchObject({ status: 'dropped', because: 'endpoint_unreachable' })
    expect(endpoint.bodies).toHaveLength(8)
  })

  it('is tried at once when the browser is online again', async () => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(refusal(429, 'rate_limited', { 'retry-after': '30' }))
    const delivery = client.track('one')
    await clock.advance(100)

    dispatchEvent(new Event('online'))
    await clock.advance(0)

    expect((await delivery).status).toBe('accepted')
  })

  it('keeps what is tracked meanwhile in order, up to the capacity of the buffer', async () => {
    const { client, clock, endpoint } = openPage({ bufferCapacity: 2 })
    endpoint.next.push(new TypeError('Failed to fetch'))
    const deliveries = [client.track('one')]
    await clock.advance(100)

    deliveries.push(...(['two', 'three', 'four'] as const).map((name) => client.track(name)))
    await clock.advance(60_000)

    expect(await Promise.all(deliveries)).toMatchObject([
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'accepted' },
      { status: 'dropped', because: 'buffer_full' },
    ])
    expect(endpoint.events().map((event) => event.event_name)).toEqual(['one', 'one', 'two', 'three'])
  })
})
