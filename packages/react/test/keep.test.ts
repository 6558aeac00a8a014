// A page that closes and cannot send all of it: what is kept, and what is told.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import { keepEvents } from '../src/keep.ts'
import {
  changeVisibility,
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  setOnline,
  setPage,
} from './browser-page.ts'
import { setLocks } from './locks.ts'
import { keepOne, kept, openNextPage } from './next-page.ts'

beforeEach(() => {
  cleanPage()
  setLocks(true)
  setPage({ mida: createFakeMida() })
  sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
})
afterEach(cleanPage)

const toTexts = (): string[] => Array.from({ length: 10 }, () => 'x'.repeat(1_000))

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

  it('keeps what waits for another try while the browser is offline', async () => {
    const { client, clock, endpoint } = openNextPage()
    endpoint.next.push(new TypeError('Failed to fetch'))
    const delivery = client.track('one')
    await clock.advance(100)
    expect(endpoint.events()).toHaveLength(1)
    setOnline(false)

    dispatchPageEvent('pagehide', false)

    expect(kept()).toHaveLength(1)
    expect(await delivery).toMatchObject({ status: 'stored' })
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

  it('keeps nothing of somebody who has logged out with `pause`', async () => {
    const { client, clock } = openNextPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })
    await clock.advance(100)
    client.setUser(null)
    const delivery = client.track('one')
    setOnline(false)

    dispatchPageEvent('pagehide', false)

    expect(await delivery).toMatchObject({ status: 'skipped', because: 'disabled' })
    expect(kept()).toEqual([])
  })

  it('keeps 256 KiB at most', () => {
    const event = { kit_event_id: 'x'.repeat(100_000), event_name: 'one', occurred_at: '' }

    expect([1, 2, 3].map(() => keepEvents.save([event]))).toEqual([true, true, false])
  })
})

it('keeps no more than it can, and takes nothing for something at its capacity', () => {
  const event = { kit_event_id: 'x'.repeat(130_000), event_name: 'one', occurred_at: '' }
  expect([keepEvents.save([event]), keepEvents.save([event]), keepEvents.save([event])]).toEqual([
    true,
    true,
    false,
  ])

  expect(keepEvents.save([])).toBe(true)
})

describe('a page that is hidden offline', () => {
  it('goes on holding what storage does not take', async () => {
    const { client, clock, endpoint } = openNextPage()
    await clock.advance(100)
    const delivery = client.track('one')
    setOnline(false)
    const storage = vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('The operation is insecure.')
    })

    changeVisibility(true)
    setOnline(true)
    changeVisibility(false)
    await clock.advance(1_000)
    storage.mockRestore()

    expect(await delivery).toMatchObject({ status: 'accepted' })
    expect(endpoint.events()).toHaveLength(1)
  })

  it('goes on holding what waits for its uuid, which comes with it', async () => {
    Reflect.deleteProperty(globalThis, 'mida')
    const { client, clock, endpoint } = openNextPage()
    await clock.advance(100)
    const delivery = client.track('one')
    setOnline(false)

    changeVisibility(true)
    setOnline(true)
    changeVisibility(false)
    setPage({ mida: createFakeMida() })
    await clock.advance(1_000)

    expect(await delivery).toMatchObject({ status: 'accepted' })
    expect(endpoint.events()).toMatchObject([{ mida_uuid: 'uuid-anonymous' }])
    expect(kept()).toEqual([])
  })
})

it('a page that is hidden while consent is pending goes on holding what waits', async () => {
  const { client, clock, endpoint } = openNextPage({ consent: 'pending' })
  const delivery = client.track('one')
  changeVisibility(true)
  await clock.advance(100)

  createMidaClient({ endpoint: '/api/m', consent: 'granted' })
  await clock.advance(1_000)

  expect(await delivery).toMatchObject({ status: 'accepted' })
  expect(endpoint.events()).toHaveLength(1)
  expect(kept()).toEqual([])
})
