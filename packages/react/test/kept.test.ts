// What an earlier page kept: sent once, by one tab, or told when it is too old.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMidaClient } from '../src/index.ts'
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
import { createEndpoint, defer } from './endpoint.ts'
import { setLocks } from './locks.ts'
import { keepOne, kept, openNextPage } from './next-page.ts'

beforeEach(() => {
  cleanPage()
  setLocks(true)
  setPage({ mida: createFakeMida() })
  sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
})
afterEach(cleanPage)

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

  it('is kept anew where its page closes while it is sent, and the network refuses it', async () => {
    await keepOne()
    const { clock, endpoint } = openNextPage()
    const answer = defer<Response>()
    endpoint.next.push(answer.promise.then(() => Promise.reject(new TypeError('Failed to fetch'))))
    await clock.advance(100)
    expect(endpoint.events()).toHaveLength(1)

    dispatchPageEvent('pagehide', false)
    await clock.advance(0)
    expect(kept()).toEqual([])
    answer.resolve(Response.json({}))
    await clock.advance(0)

    expect(kept()).toHaveLength(1)
  })

  it('is sent whole, however few events may wait in the page', async () => {
    const { client, clock } = openNextPage()
    await clock.advance(100)
    setOnline(false)
    for (const name of ['one', 'two', 'three'] as const) void client.track(name)
    dispatchPageEvent('pagehide', false)
    setOnline(true)

    const next = openNextPage({ bufferCapacity: 1 })
    await next.clock.advance(1_000)

    expect(next.endpoint.events()).toHaveLength(3)
  })

  it('is sent also where `keepEvents` is given after the start, by a second provider, say', async () => {
    await keepOne()
    leavePage()
    const { clock, endpoint } = openPage()
    await clock.advance(100)

    createMidaClient({ endpoint: '/api/m', keep: keepEvents })
    await clock.advance(1_000)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one' }])
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

  it('is sent although a claim in storage is of the future, since the clock was set back', async () => {
    setLocks(false)
    await keepOne()
    localStorage['mida-kit:claim'] = `${Date.now() + 86_400_000} 0.5`

    const { clock, endpoint } = openNextPage()
    await new Promise((resolve) => setTimeout(resolve, 60))
    await clock.advance(1_000)

    expect(endpoint.events()).toHaveLength(1)
  })

  it('is told once by two tabs that send it at a time, where the claim in storage is lost', async () => {
    setLocks(false)
    await keepOne()
    const heard: string[] = []
    const onDelivery = ({ status }: { status: string }): unknown => heard.push(status)

    const left = openNextPage({ onDelivery })
    await new Promise((resolve) => setTimeout(resolve, 60))
    const answer = defer<Response>()
    left.endpoint.next.push(answer.promise)
    await left.clock.advance(100)
    Reflect.deleteProperty(globalThis, Symbol.for('@mida-kit/react'))
    localStorage.removeItem('mida-kit:claim')
    const right = openPage({ keep: keepEvents, onDelivery })
    await new Promise((resolve) => setTimeout(resolve, 60))
    await right.clock.advance(1_000)
    answer.resolve(Response.json({ results: [{ status: 'duplicate' }] }, { status: 202 }))
    await left.clock.advance(1_000)

    expect([...left.endpoint.events(), ...right.endpoint.events()]).toHaveLength(2)
    expect(heard).toEqual(['accepted'])
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
