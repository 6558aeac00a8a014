// What a page could not send: kept for the next page, sent once, told when it is too old.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient, type MidaClientOptions } from '../src/index.ts'
import { keepEvents } from '../src/keep.ts'
import {
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  leavePage,
  openPage,
  setOnline,
  setPage,
} from './browser-page.ts'
import { createEndpoint } from './endpoint.ts'
import { setLocks } from './locks.ts'

beforeEach(() => {
  cleanPage()
  setLocks(true)
  setPage({ mida: createFakeMida() })
  sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
})
afterEach(cleanPage)

/** A page that is opened after the one before it has gone, in the same browser. */
function openNextPage(
  options: Partial<MidaClientOptions> = {},
  endpoint?: ReturnType<typeof createEndpoint>,
): ReturnType<typeof openPage> {
  leavePage()
  return openPage({ keep: keepEvents, random: Math.random, ...options }, endpoint)
}

const kept = (): string[] => Object.keys(localStorage).filter((name) => name.startsWith('mida-kit:kept'))

const toTexts = (): string[] => Array.from({ length: 10 }, () => 'x'.repeat(1_000))

/** Tracks one event on a page that closes while it is offline. */
async function keepOne(options: Partial<MidaClientOptions> = {}): Promise<void> {
  const { client, clock } = openNextPage(options)
  await clock.advance(100)
  void client.track('one')
  setOnline(false)
  dispatchPageEvent('pagehide', false)
  setOnline(true)
}

describe('a page that closes', () => {
  it('keeps what does not fit into the keepalive allowance, and the next page sends it under the same id', async () => {
    const { client, clock, endpoint } = openNextPage()
    await clock.advance(100)
    const deliveries = Array.from({ length: 8 }, () => client.track('large', { text: toTexts() }))

    dispatchPageEvent('pagehide', false)
    const settled = await Promise.all(deliveries)
    const next = openNextPage()
    await next.clock.advance(1_000)

    expect(settled.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'handed_over'),
      ...Array.from({ length: 3 }, () => 'stored'),
    ])
    expect(endpoint.events()).toHaveLength(5)
    expect(next.endpoint.events().map((event) => event.kit_event_id)).toEqual(
      settled.slice(5).map(({ eventId }) => eventId),
    )
    expect(kept()).toEqual([])
  })

  it('keeps what waits while the browser is offline, with its visitor and its time', async () => {
    await keepOne()
    const heard: unknown[] = []

    const next = openNextPage({ onDelivery: (delivery, event) => heard.push([delivery.status, event.name]) })
    await next.clock.advance(1_000)

    expect(next.endpoint.events()).toMatchObject([
      {
        event_name: 'one',
        as: null,
        mida_uuid: 'uuid-anonymous',
        occurred_at: '2026-01-01T00:00:00.100Z',
      },
    ])
    expect(heard).toEqual([['accepted', 'one']])
    expect(kept()).toEqual([])
  })

  it('keeps what the network refuses after it was handed over', async () => {
    const { client, clock, endpoint } = openNextPage()
    await clock.advance(100)
    endpoint.next.push(new TypeError('Failed to fetch'))
    const delivery = client.track('one')

    dispatchPageEvent('pagehide', false)
    expect(await delivery).toMatchObject({ status: 'handed_over' })
    await clock.advance(0)
    const next = openNextPage()
    await next.clock.advance(1_000)

    expect(next.endpoint.events()).toMatchObject([{ event_name: 'one' }])
  })

  it('drops and tells where storage is full or turned off', async () => {
    const { client, clock } = openNextPage()
    await clock.advance(100)
    const delivery = client.track('one')
    setOnline(false)
    const storage = vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('The operation is insecure.')
    })

    dispatchPageEvent('pagehide', false)
    storage.mockRestore()

    expect(await delivery).toMatchObject({ status: 'dropped', because: 'page_closed' })
  })

  it('keeps 256 KiB at most', () => {
    const event = { kit_event_id: 'x'.repeat(100_000), event_name: 'one', occurred_at: '' }

    expect([1, 2, 3].map(() => keepEvents.save([event]))).toEqual([true, true, false])
  })
})

describe('what was kept', () => {
  it('is sent when the browser is online again', async () => {
    const { client, clock, endpoint } = openNextPage()
    await clock.advance(100)
    const delivery = client.track('one')
    setOnline(false)
    dispatchPageEvent('pagehide', true)
    expect(await delivery).toMatchObject({ status: 'stored' })

    setOnline(true)
    dispatchEvent(new Event('online'))
    await clock.advance(1_000)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one' }])
    expect(kept()).toEqual([])
  })

  it('is dropped and told after an hour', async () => {
    await keepOne()
    const heard: unknown[] = []

    const next = openNextPage({
      nowMs: () => Date.parse('2026-01-01T01:00:01Z'),
      onDelivery: (delivery) => heard.push(delivery),
    })
    await next.clock.advance(1_000)

    expect(next.endpoint.events()).toEqual([])
    expect(heard).toMatchObject([{ status: 'dropped', because: 'too_old' }])
    expect(kept()).toEqual([])
  })

  it('stays kept while the endpoint cannot be reached', async () => {
    await keepOne()
    const next = openNextPage()
    next.endpoint.next.push(...Array.from({ length: 8 }, () => new TypeError('Failed to fetch')))
    await next.clock.advance(700_000)
    expect(kept()).toHaveLength(1)

    dispatchEvent(new Event('online'))
    await next.clock.advance(1_000)

    expect(kept()).toEqual([])
    expect(next.endpoint.events()).toHaveLength(9)
  })

  it('keeps its own user, whoever is logged in on the next page', async () => {
    const first = openNextPage({ userFrom: 'app' })
    first.client.setUser({ id: 'a' })
    await first.clock.advance(100)
    void first.client.track('one')
    setOnline(false)
    dispatchPageEvent('pagehide', false)
    setOnline(true)

    const next = openNextPage({}, createEndpoint({ id: 'b' }))
    await next.clock.advance(1_000)

    expect(next.endpoint.events()).toMatchObject([{ event_name: 'one', as: 'a', mida_uuid: 'uuid-of-a' }])
  })

  it('is gone after a logout with `pause`', async () => {
    await keepOne()
    const { client, clock, endpoint } = openNextPage({
      userFrom: 'app',
      afterLogout: 'pause',
      consent: 'pending',
    })
    client.setUser({ id: 'a' })
    client.setUser(null)
    await clock.advance(11_000)

    createMidaClient({ endpoint: '/api/m', consent: 'granted' })
    await clock.advance(11_000)

    expect(kept()).toEqual([])
    expect(endpoint.events()).toEqual([])
  })

  it('is gone after consent was withdrawn, and not sent without it', async () => {
    await keepOne()
    const { clock, endpoint } = openNextPage({ consent: 'pending' })
    await clock.advance(1_000)
    expect(kept()).toHaveLength(1)

    createMidaClient({ endpoint: '/api/m', consent: 'denied' })
    await clock.advance(1_000)

    expect(kept()).toEqual([])
    expect(endpoint.events()).toEqual([])
  })

  it.each([
    ['a lock', true],
    ['a claim in storage', false],
  ])('is sent once by two tabs that open at a time, with %s', async (_by, hasLocks) => {
    setLocks(hasLocks)
    await keepOne()

    const left = openNextPage()
    Reflect.deleteProperty(globalThis, Symbol.for('@mida-kit/react'))
    const right = openPage({ keep: keepEvents })
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([left.clock.advance(500), right.clock.advance(500)])
      await new Promise((resolve) => setTimeout(resolve, 30))
    }

    expect([...left.endpoint.events(), ...right.endpoint.events()]).toHaveLength(1)
    expect(kept()).toEqual([])
  })

  it.each([
    ['no JSON', '{'],
    ['no list', '{}'],
    ['no events', '[1, null, "x", {}]'],
  ])('is nothing where storage holds %s', async (_what, text) => {
    localStorage['mida-kit:kept:1'] = text
    const { clock, endpoint } = openNextPage()

    await clock.advance(1_000)

    expect(endpoint.events()).toEqual([])
    expect(kept()).toEqual([])
  })
})
