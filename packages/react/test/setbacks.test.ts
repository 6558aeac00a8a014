// Setbacks that must not stop the client: a page that throws, a tab that is hidden early, a claim that is lost.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepEvents } from '../src/keep.ts'
import {
  changeVisibility,
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  leavePage,
  openPage,
  setOnline,
  setPage,
} from './browser-page.ts'
import { setLocks } from './locks.ts'
import { openNextPage } from './next-page.ts'

beforeEach(() => {
  cleanPage()
  setLocks(true)
})
afterEach(cleanPage)

describe('an event settles', () => {
  it('although somebody who listens to the uuid throws', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    setPage({ mida: createFakeMida() })
    const { client, clock } = openPage()
    client.subscribe(() => {
      throw new Error('a listener of the app')
    })

    const delivery = client.track('one')
    await clock.advance(60_000)

    expect(await delivery).toMatchObject({ status: 'accepted' })
    expect(said).toHaveBeenCalled()
    said.mockRestore()
  })

  it.each([
    ['with a uuid', { uuid: async () => 'u1', identify: async () => undefined }],
    ['without one', {}],
  ])('although Mida’s consent throws when it is read (%s)', async (_what, mida) => {
    const hostile = Object.defineProperty({ ...mida }, 'hasConsent', {
      get: () => {
        throw new Error('a script')
      },
    })
    setPage({ mida: hostile })
    const { client, clock } = openPage()

    const delivery = client.track('one')
    await clock.advance(60_000)

    expect(await delivery).toMatchObject({ status: 'accepted' })
    expect(client.getUuid().status).not.toBe('pending')
  })
})

describe('an event that goes without a uuid because the tab was hidden', () => {
  it('goes again with it, where the endpoint could name nobody', async () => {
    const { client, clock, endpoint } = openPage()
    const message = 'Nobody is named.'
    endpoint.next.push(
      Response.json({ results: [{ status: 'refused', code: 'no_visitor', message }] }, { status: 202 }),
    )

    const delivery = client.track('one')
    changeVisibility(true)
    changeVisibility(false)
    setPage({ mida: createFakeMida() })
    await clock.advance(15_000)

    expect(await delivery).toMatchObject({ status: 'accepted' })
    const sent = endpoint.events()
    expect(sent.map(({ mida_uuid }) => mida_uuid)).toEqual([undefined, 'uuid-anonymous'])
    expect(new Set(sent.map(({ kit_event_id }) => kit_event_id)).size).toBe(1)
  })
})

describe('an event of a page that is left before the user is known', () => {
  it('goes with the uuid that Mida has given, and without a user', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    await clock.advance(100)

    void client.track('one')
    dispatchPageEvent('pagehide', false)

    expect(endpoint.events()).toMatchObject([{ mida_uuid: 'uuid-anonymous' }])
    expect(endpoint.events()[0]).not.toHaveProperty('as')
  })

  it('goes without the uuid where the user is known, and it is another’s', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser(null)
    await clock.advance(100)

    void client.identify({ id: 'a' })
    void client.track('one')
    dispatchPageEvent('pagehide', false)

    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
    expect(endpoint.events()[0]).not.toHaveProperty('mida_uuid')
  })
})

describe('the endpoint is told whose the uuid is', () => {
  it('again when A comes back after B', async () => {
    setPage({ mida: { uuid: async () => 'same-uuid', identify: async () => undefined } })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })

    for (const id of ['a', 'b', 'a']) {
      client.setUser({ id })
      await clock.advance(1_000)
    }

    expect(endpoint.bodies.flatMap(({ visitor }) => visitor?.as ?? [])).toEqual(['a', 'b', 'a'])
  })

  it('with the next event, where it could not be reached before', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage()
    for (let count = 0; count < 8; count += 1) endpoint.next.push(new TypeError('down'))
    await clock.advance(600_000)
    const before = endpoint.bodies.length

    void client.track('one')
    await clock.advance(5_000)

    expect(endpoint.bodies.slice(before)).toMatchObject([{ visitor: { mida_uuid: 'uuid-anonymous' } }])
  })
})

describe('what outlives a page', () => {
  it('is posted once where the endpoint can name nobody', async () => {
    const first = openNextPage()
    await first.clock.advance(50)
    void first.client.track('one')
    setOnline(false)
    dispatchPageEvent('pagehide', false)
    setOnline(true)
    leavePage()

    const refusal = { status: 'refused', code: 'no_visitor', message: 'Nobody is named.' }
    let postCount = 0
    const { clock } = openPage({
      keep: keepEvents,
      fetch: async (_url, { method }) => {
        if (method !== 'POST') return Response.json({ user: null })
        postCount += 1
        return Response.json({ results: [refusal] }, { status: 202 })
      },
    })
    await clock.advance(5_000)

    expect(postCount).toBe(1)
  })

  it('is no user’s id after consent was withdrawn', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock } = openPage({ userFrom: 'app', consent: 'granted' })
    client.setUser({ id: 'user-secret' })
    await clock.advance(1_000)

    client.start({ endpoint: '/api/m', consent: 'denied' })
    await clock.advance(1_000)

    expect(JSON.stringify({ ...localStorage })).not.toContain('user-secret')
  })
})
