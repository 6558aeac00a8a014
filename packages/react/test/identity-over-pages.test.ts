// Who is logged in over reloads, in other tabs, and on a browser that two people share.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeVisibility, cleanPage, createFakeMida, leavePage, openPage, setPage } from './browser-page.ts'
import { createEndpoint, defer } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

describe('a logout with `pause`', () => {
  it('survives a reload, until the next login', async () => {
    setPage({ mida: createFakeMida() })
    const first = openPage({ userFrom: 'app', afterLogout: 'pause' })
    first.client.setUser({ id: 'a' })
    first.client.setUser(null)
    await first.clock.advance(100)

    leavePage()
    const { client, clock, endpoint } = openPage({ userFrom: 'app', afterLogout: 'pause' })
    const early = client.track('one')
    client.setUser(null)
    await clock.advance(100)
    expect(await early).toMatchObject({ status: 'skipped', because: 'disabled' })
    client.setUser({ id: 'b' })
    void client.track('two')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ event_name: 'two', as: 'b' }])
  })

  it('has the cookie cleared once, however often the page comes to the front', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })
    await clock.advance(100)
    client.setUser(null)
    await clock.advance(100)

    for (const isHidden of [true, false, true, false]) {
      changeVisibility(isHidden)
      await clock.advance(100)
    }

    expect(endpoint.bodies.filter(({ forget }) => forget)).toHaveLength(1)
  })

  it('holds for a user who cannot be known, too', async () => {
    setPage({ mida: createFakeMida() })
    localStorage['mida-kit:user'] = 'paused'
    const { client, clock, endpoint } = openPage(
      { afterLogout: 'pause' },
      createEndpoint(new Error('offline')),
    )

    const delivery = client.track('one')
    await clock.advance(4_000)

    expect(await delivery).toMatchObject({ status: 'skipped', because: 'disabled' })
    expect(endpoint.events()).toEqual([])
  })
})

describe('another tab', () => {
  const hear = (newValue: string): unknown =>
    dispatchEvent(Object.assign(new Event('storage'), { key: 'mida-kit:user', newValue }))

  it.each(['app', 'endpoint'] as const)(
    'that logs out logs this one out (user from the %s)',
    async (userFrom) => {
      setPage({ mida: createFakeMida() })
      const { client, clock, endpoint } = openPage({ userFrom })
      void client.identify({ id: 'a' })
      await clock.advance(100)

      hear('nobody')
      void client.track('one')
      await clock.advance(100)

      expect(endpoint.events()).toMatchObject([{ as: null }])
    },
  )

  it('that logs out and the same user in again does so here, where the app gives the user', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a', plan: 'pro' })
    await clock.advance(100)
    hear('nobody')
    await clock.advance(100)

    hear('=a')
    void client.track('one')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: 'a', mida_uuid: 'uuid-of-a' }])
    expect(mida.calls.at(-1)).toEqual({ id: 'a', plan: 'pro' })
  })

  it('that logs somebody else in leaves this one to the app, where the app gives the user', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a' })
    await clock.advance(100)
    hear('nobody')

    hear('=b')
    void client.track('one')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: null }])
  })

  it('that logs in makes this one ask anew, although a question from before is still open', async () => {
    setPage({ mida: createFakeMida() })
    const early = defer<null>()
    const { client, clock, endpoint } = openPage({}, createEndpoint(early.promise))
    await clock.advance(0)
    endpoint.user = { id: 'b' }

    hear('=b')
    early.resolve(null)
    await clock.advance(100)
    void client.track('one')
    await clock.advance(100)

    expect(endpoint.sessionCount()).toBe(2)
    expect(endpoint.events()).toMatchObject([{ as: 'b' }])
  })

  it('that logs in makes this one ask who it is', async () => {
    setPage({ mida: createFakeMida() })
    const { clock, endpoint } = openPage()
    await clock.advance(100)
    endpoint.user = { id: 'b' }

    hear('=b')
    await clock.advance(100)

    expect(endpoint.sessionCount()).toBe(2)
  })

  it('hears of this one: the user is told once for each change, and never without consent', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a' })
    await clock.advance(100)
    expect(localStorage['mida-kit:user']).toBe('=a')

    client.setUser(null)
    await clock.advance(100)
    expect(localStorage['mida-kit:user']).toBe('nobody')
  })
})

it('one uuid that meets two users is told, once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  setPage({ mida: { uuid: async () => 'shared-uuid', identify: async () => undefined } })
  const { client, clock } = openPage({ userFrom: 'app' })

  for (const id of ['a', 'b', 'a']) {
    client.setUser({ id })
    await clock.advance(100)
  }
  changeVisibility(false)
  await clock.advance(100)

  expect(warn.mock.calls).toEqual([[expect.stringContaining('MIDA-202')]])
  warn.mockRestore()
})
