// A page that closes or is hidden: what waits goes, once, and within what the browser lets go.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeVisibility,
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  openPage,
  setPage,
} from './browser-page.ts'
import { settlePromises } from './clock.ts'
import { defer } from './endpoint.ts'

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

/** 10,000 characters, in strings as long as the endpoint takes. */
const toTexts = (character: string): string[] => Array.from({ length: 10 }, () => character.repeat(1_000))

describe('a page that closes', () => {
  it('hands over what waits with keepalive, and says so', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    const delivery = client.track('one')

    dispatchPageEvent('pagehide', false)

    expect(await delivery).toMatchObject({ status: 'handed_over' })
    expect(endpoint.events()).toMatchObject([{ event_name: 'one', as: null, mida_uuid: 'uuid-anonymous' }])
    expect(endpoint.posts[0]).toMatchObject({ keepalive: true })
  })

  it('tells each event once, also when the answer comes after all', async () => {
    const heard: string[] = []
    const { client, clock } = openPage({ onDelivery: ({ status }) => heard.push(status) })
    await clock.advance(100)
    void client.track('one')

    dispatchPageEvent('pagehide', false)
    await clock.advance(1_000)

    expect(heard).toEqual(['handed_over'])
  })

  it('hands over what waits for the uuid, too', async () => {
    Reflect.deleteProperty(globalThis, 'mida')
    const { client, clock, endpoint } = openPage()
    void client.track('one')
    await clock.advance(100)

    dispatchPageEvent('pagehide', false)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one', as: null }])
  })

  it('sends again at once what waits for another try', async () => {
    const { client, clock, endpoint } = openPage()
    endpoint.next.push(new TypeError('Failed to fetch'))
    void client.track('one')
    await clock.advance(100)

    dispatchPageEvent('pagehide', false)
    await settlePromises()

    expect(endpoint.bodies).toHaveLength(2)
    expect(endpoint.bodies[1]).toEqual(endpoint.bodies[0])
  })

  it('hands over in bodies of 60,000 bytes in total, and keeps the rest', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    const deliveries = Array.from({ length: 8 }, () => client.track('large', { text: toTexts('x') }))

    dispatchPageEvent('pagehide', true)
    await settlePromises()

    const sizes = endpoint.posts.map(({ body }) => String(body).length)
    expect(endpoint.events()).toHaveLength(5)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000)

    await clock.advance(1_000)
    expect(endpoint.events()).toHaveLength(8)
    expect(new Set((await Promise.all(deliveries)).map(({ status }) => status))).toEqual(
      new Set(['accepted']),
    )
  })

  it('hands over more than 20 events in several bodies', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    const answer = defer<Response>()
    endpoint.next.push(answer.promise)
    for (let count = 0; count < 45; count += 1) void client.track('one')

    dispatchPageEvent('pagehide', false)

    expect(endpoint.bodies.map((body) => body.events?.length)).toEqual([20, 20, 5])
  })
})

describe('what the app tracks in its own listener, after the client’s', () => {
  it.each([
    ['and becomes hidden before', () => changeVisibility(true), () => undefined],
    ['and becomes hidden with it', () => undefined, () => changeVisibility(true)],
  ])('to a page that closes %s goes at once, and says so', async (_when, before, after) => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    endpoint.next.push(defer<Response>().promise)
    void client.track('one')
    before()
    dispatchPageEvent('pagehide', false)
    after()

    const delivery = client.track('two')

    expect(await delivery).toMatchObject({ status: 'handed_over' })
    expect(endpoint.events()).toMatchObject([{ event_name: 'one' }, { event_name: 'two' }])
  })

  it.each([
    ['to the tab that is hidden', () => undefined],
    ['to the page that goes into the back/forward cache', () => dispatchPageEvent('pagehide', true)],
  ])('%s goes at once, although an answer is still open', async (_name, leave) => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    endpoint.next.push(defer<Response>().promise)
    void client.track('one')
    const trackTwo = (): void => void client.track('two')
    document.addEventListener('visibilitychange', trackTwo, { once: true })

    leave()
    changeVisibility(true)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one' }, { event_name: 'two' }])
  })
})

describe('a page that is hidden and comes back', () => {
  it('has sent what waited, and the answer decides', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    endpoint.next.push(refusal(400, 'invalid_request'))
    const delivery = client.track('one')

    changeVisibility(true)
    await clock.advance(0)

    expect(await delivery).toMatchObject({ status: 'failed', failure: { code: 'invalid_request' } })
  })

  it('sends nothing twice and keeps the order', async () => {
    const { client, clock, endpoint } = openPage()
    await clock.advance(100)
    const answer = defer<Response>()
    endpoint.next.push(answer.promise)
    void client.track('one')

    changeVisibility(true)
    changeVisibility(false)
    void client.track('two')
    await clock.advance(1_000)
    expect(endpoint.bodies).toHaveLength(1)
    answer.resolve(accepted(1))
    await clock.advance(1_000)

    expect(endpoint.events().map((event) => event.event_name)).toEqual(['one', 'two'])
  })
})
