// What follows a logout, and telling the endpoint and the app which uuid this browser has.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

describe('a logout', () => {
  it('goes on with the same visitor by default', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a' })
    await clock.advance(100)

    client.setUser(null)
    void client.track('one')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one', as: null, mida_uuid: 'uuid-of-a' }])
  })

  it('with `pause` has the cookie cleared and skips what follows until the next login', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app', afterLogout: 'pause' })
    client.setUser({ id: 'a' })
    void client.track('two')
    await clock.advance(100)

    client.setUser(null)
    const skipped = client.track('one')
    await clock.advance(100)
    client.setUser({ id: 'a' })
    void client.track('three')
    await clock.advance(100)

    expect(await skipped).toMatchObject({ status: 'skipped', because: 'disabled' })
    expect(endpoint.bodies).toMatchObject([
      { events: [{ event_name: 'two' }], visitor: { mida_uuid: 'uuid-of-a', as: 'a' } },
      { events: [], forget: true },
      { events: [{ event_name: 'three' }], visitor: { mida_uuid: 'uuid-of-a', as: 'a' } },
    ])
  })

  it('with `pause` does not hold up a visitor who never logged in', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ afterLogout: 'pause' })

    void client.track('one')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: null, mida_uuid: 'uuid-anonymous' }])
  })
})

describe('a published uuid', () => {
  it('is told to the endpoint where it changes, and to the app once for each pair of uuid and user', async () => {
    setPage({ mida: createFakeMida() })
    const visitors: unknown[] = []
    const { client, clock, endpoint } = openPage({
      userFrom: 'app',
      onVisitor: (visitor) => visitors.push(visitor),
    })

    for (const user of [null, { id: 'a' }, null, { id: 'a' }]) {
      client.setUser(user)
      await clock.advance(100)
    }

    expect(endpoint.bodies.map((body) => body.visitor)).toEqual([
      { mida_uuid: 'uuid-anonymous', as: null },
      { mida_uuid: 'uuid-of-a', as: 'a' },
      { mida_uuid: 'uuid-of-a', as: null },
      { mida_uuid: 'uuid-of-a', as: 'a' },
    ])
    expect(visitors).toEqual([
      { midaUuid: 'uuid-anonymous', user: null },
      { midaUuid: 'uuid-of-a', user: { id: 'a' } },
      { midaUuid: 'uuid-of-a', user: null },
    ])
  })

  it('is not told to the endpoint again on the next page of the same tab', async () => {
    setPage({ mida: createFakeMida() })
    const first = openPage()
    await first.clock.advance(100)
    Reflect.deleteProperty(globalThis, Symbol.for('@mida-kit/react'))

    const visitors: unknown[] = []
    const second = openPage({ onVisitor: (visitor) => visitors.push(visitor) })
    await second.clock.advance(100)

    expect(first.endpoint.bodies).toHaveLength(1)
    expect(second.endpoint.bodies).toEqual([])
    expect(visitors).toHaveLength(1)
  })

  it('is told on the next page when the endpoint did not take it', async () => {
    setPage({ mida: createFakeMida() })
    const first = openPage()
    first.endpoint.next.push(Response.json({ code: 'misconfigured' }, { status: 503 }))
    await first.clock.advance(100)
    Reflect.deleteProperty(globalThis, Symbol.for('@mida-kit/react'))

    const second = openPage()
    await second.clock.advance(100)

    expect(second.endpoint.bodies).toHaveLength(1)
  })

  it('is told where the page has no storage, too', async () => {
    setPage({ mida: createFakeMida() })
    const storage = vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('The operation is insecure.')
    })
    const { clock, endpoint } = openPage()

    await clock.advance(100)
    storage.mockRestore()

    expect(endpoint.bodies).toMatchObject([{ visitor: { mida_uuid: 'uuid-anonymous', as: null } }])
  })
})
