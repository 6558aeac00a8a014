// What must be undone: the cookie after a withdrawal or a logout with `pause`, and what waits or is kept from before.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMidaClient } from '../src/index.ts'
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
import { createEndpoint } from './endpoint.ts'
import { setLocks } from './locks.ts'
import { keepOne, kept, openNextPage } from './next-page.ts'

beforeEach(() => {
  cleanPage()
  setLocks(true)
  setPage({ mida: createFakeMida() })
})
afterEach(cleanPage)

const deny = (): unknown => createMidaClient({ endpoint: '/api/m', consent: 'denied' })

/** A page whose consent is withdrawn while the endpoint is down. */
async function loseForget(): Promise<ReturnType<typeof openPage>> {
  const page = openNextPage({ consent: 'granted' })
  await page.clock.advance(1_000)
  page.endpoint.next.push(...Array.from({ length: 8 }, () => new TypeError('down')))
  deny()
  await page.clock.advance(600_000)
  page.endpoint.bodies.length = 0
  return page
}

describe('a withdrawal that the endpoint did not hear of', () => {
  it('is told when the browser is online again, once', async () => {
    const { clock, endpoint } = await loseForget()

    for (const _time of [1, 2]) {
      dispatchEvent(new Event('online'))
      await clock.advance(1_000)
    }

    expect(endpoint.bodies).toEqual([{ events: [], forget: true }])
  })

  it('is told on the next page, once', async () => {
    await loseForget()

    const next = openNextPage({ consent: 'denied' })
    await next.clock.advance(1_000)
    const last = openNextPage({ consent: 'denied' })
    await last.clock.advance(1_000)

    expect(next.endpoint.bodies).toEqual([{ events: [], forget: true }])
    expect(last.endpoint.bodies).toEqual([])
  })

  it('is told when the page comes to the front', async () => {
    const { clock, endpoint } = await loseForget()

    changeVisibility(false)
    await clock.advance(1_000)

    expect(endpoint.bodies).toEqual([{ events: [], forget: true }])
  })

  it('is overtaken by a grant: the visitor is told instead', async () => {
    await loseForget()

    const next = openNextPage({ consent: 'granted' })
    await next.clock.advance(1_000)
    const last = openNextPage({ consent: 'granted' })
    await last.clock.advance(1_000)

    expect(next.endpoint.bodies.at(-1)).toMatchObject({ visitor: { mida_uuid: 'uuid-anonymous' } })
    expect(last.endpoint.bodies).toEqual([])
  })
})

describe('a logout with `pause`', () => {
  it('sends what waits from before at once, as that user’s', async () => {
    const { client, clock, endpoint } = openPage({
      userFrom: 'app',
      afterLogout: 'pause',
      flushAfterMs: 5_000,
    })
    client.setUser({ id: 'a' })
    await clock.advance(10_000)
    endpoint.bodies.length = 0

    void client.track('one')
    client.setUser(null)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one', as: 'a', mida_uuid: 'uuid-of-a' }])
  })

  it('keeps nothing from before it, also where the endpoint cannot be reached', async () => {
    const { client, clock, endpoint } = openNextPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })
    await clock.advance(1_000)
    endpoint.next.push(...Array.from({ length: 9 }, () => new TypeError('down')))

    const delivery = client.track('one')
    client.setUser(null)
    await clock.advance(700_000)

    expect(await delivery).toMatchObject({ status: 'dropped', because: 'endpoint_unreachable' })
    expect(kept()).toEqual([])
  })

  it('keeps nothing from before it on a page that closes offline', async () => {
    const { client, clock } = openNextPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })
    await clock.advance(1_000)
    setOnline(false)

    const delivery = client.track('one')
    client.setUser(null)
    dispatchPageEvent('pagehide', false)

    expect(await delivery).toMatchObject({ status: 'dropped' })
    expect(kept()).toEqual([])
  })

  it('empties the storage at once', async () => {
    await keepOne()
    const { client } = openNextPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })

    client.setUser(null)

    expect(kept()).toEqual([])
  })
})

it('consent that is pending again holds what the network refused before, until the next grant', async () => {
  const { client, clock, endpoint } = openPage({ consent: 'granted' })
  await clock.advance(1_000)
  endpoint.next.push(new TypeError('down'))
  const delivery = client.track('one')
  await clock.advance(100)
  createMidaClient({ endpoint: '/api/m', consent: 'pending' })
  await clock.advance(60_000)
  const sentCount = endpoint.bodies.length

  createMidaClient({ endpoint: '/api/m', consent: 'granted' })
  await clock.advance(1_000)

  expect(await delivery).toMatchObject({ status: 'accepted' })
  expect(endpoint.bodies).toHaveLength(sentCount + 1)
})

it('a user who cannot be known after a reload has not logged out: nothing is cleared, and events go on', async () => {
  const first = openNextPage({ userFrom: 'app', afterLogout: 'pause' })
  first.client.setUser({ id: 'a' })
  await first.clock.advance(100)
  void first.client.track('one')
  setOnline(false)
  dispatchPageEvent('pagehide', false)
  setOnline(true)

  const next = openNextPage({ afterLogout: 'pause' }, createEndpoint(new Error('down')))
  await next.clock.advance(3_000)
  void next.client.track('two')
  await next.clock.advance(20_000)

  expect(next.endpoint.events().map(({ event_name }) => event_name)).toEqual(['one', 'two'])
  expect(next.endpoint.bodies.filter(({ forget }) => forget)).toEqual([])
})

it('what was kept is gone where `denied` came before `keepEvents`', async () => {
  await keepOne()
  leavePage()
  const { clock } = openPage({ consent: 'denied' })
  await clock.advance(100)
  expect(kept()).toHaveLength(1)

  createMidaClient({ endpoint: '/api/m', keep: keepEvents })

  expect(kept()).toEqual([])
})
