// Asking the endpoint who is logged in: when, how often, and which answers count.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeVisibility,
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  openPage,
  setPage,
} from './browser-page.ts'
import { createEndpoint, defer } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

describe('the session', () => {
  it('says who is logged in, and the user is identified', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { clock, endpoint } = openPage({}, createEndpoint({ id: 'a' }))

    await clock.advance(100)

    expect(mida.calls).toEqual([{ id: 'a' }])
    expect(endpoint.sessionCount()).toBe(1)
  })

  it('is not used where it was asked for before an identify', async () => {
    const answer = defer<null>()
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({}, createEndpoint(answer.promise))
    await clock.advance(0)

    void client.identify({ id: 'a' })
    answer.resolve(null)
    await clock.advance(0)
    void client.track('one')
    await clock.advance(100)

    expect(mida.calls).toEqual([{ id: 'a' }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
  })

  it('does not identify the same user a second time', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({}, createEndpoint({ id: '7' }))
    await clock.advance(0)

    void client.identify({ id: 7, plan: 'pro' })
    void client.refreshUser()
    await clock.advance(0)

    expect(mida.calls).toEqual([{ id: '7' }, { id: 7, plan: 'pro' }])
  })

  it('is asked for once when several ask at a time, and again for who asks while a question is under way', async () => {
    const first = defer<{ id: string } | null>()
    const { client, clock, endpoint } = openPage({}, createEndpoint(first.promise))
    await clock.advance(0)

    const refreshes = [client.refreshUser(), client.refreshUser()]
    endpoint.user = { id: 'a' }
    first.resolve(null)
    await clock.advance(0)

    expect(endpoint.sessionCount()).toBe(2)
    expect(await Promise.all(refreshes)).toEqual([
      { status: 'answered', user: { id: 'a' } },
      { status: 'answered', user: { id: 'a' } },
    ])
  })

  it('leaves the user as it was when it fails', async () => {
    const { client, clock, endpoint } = openPage({}, createEndpoint({ id: 'a' }))
    setPage({ mida: createFakeMida() })
    await clock.advance(100)

    endpoint.user = new Error('offline')
    const result = client.refreshUser()
    void client.track('one')
    await clock.advance(100)

    expect(await result).toEqual({ status: 'unavailable' })
    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
  })

  it('leaves the user as it was when the endpoint limits how often it is asked', async () => {
    setPage({ mida: createFakeMida() })
    const endpoint = createEndpoint({ id: 'a' })
    let isLimited = false
    const limited = (): Promise<Response> =>
      Promise.resolve(Response.json({ code: 'rate_limited', message: 'Later.' }, { status: 429 }))
    const { client, clock } = openPage({
      fetch: (url, init) => (isLimited && init.method !== 'POST' ? limited() : endpoint.fetch(url, init)),
    })
    await clock.advance(100)

    isLimited = true
    const result = client.refreshUser()
    void client.track('one')
    await clock.advance(100)

    expect(await result).toEqual({ status: 'unavailable' })
    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
  })

  it('is bounded by the time-out, and a late answer still counts', async () => {
    const answer = defer<{ id: string }>()
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({}, createEndpoint(answer.promise))

    const result = client.refreshUser()
    await clock.advance(6_000)
    expect(await result).toEqual({ status: 'unavailable' })
    answer.resolve({ id: 'a' })
    await clock.advance(0)

    expect(mida.calls).toEqual([{ id: 'a' }])
  })

  it('is not asked for where the app gives the user', async () => {
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })

    const result = client.refreshUser()
    await clock.advance(100)

    expect(await result).toEqual({ status: 'skipped', because: 'disabled' })
    expect(endpoint.sessionCount()).toBe(0)
  })
})

describe('who is logged in', () => {
  it('is asked again when the page comes to the front', async () => {
    const { clock, endpoint } = openPage()
    await clock.advance(100)

    changeVisibility(true)
    changeVisibility(false)
    await clock.advance(100)

    expect(endpoint.sessionCount()).toBe(2)
  })

  it('is asked again when the page comes out of the back/forward cache', async () => {
    const { clock, endpoint } = openPage()
    await clock.advance(100)

    dispatchPageEvent('pageshow', false)
    await clock.advance(100)
    expect(endpoint.sessionCount()).toBe(1)
    dispatchPageEvent('pageshow', true)
    await clock.advance(100)

    expect(endpoint.sessionCount()).toBe(2)
  })

  it('changes when somebody else has logged in meanwhile', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { clock, endpoint } = openPage({}, createEndpoint({ id: 'a' }))
    await clock.advance(100)

    endpoint.user = { id: 'b' }
    changeVisibility(false)
    await clock.advance(100)

    expect(mida.calls).toEqual([{ id: 'a' }, { id: 'b' }])
  })
})
