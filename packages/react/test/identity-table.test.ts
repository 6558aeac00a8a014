// The table of who becomes whom: each row of it, and what must not happen.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'
import { createEndpoint, defer } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

const USERS = { A: { id: 'a' }, B: { id: 'b' }, null: null, undefined: undefined } as const

describe('the table', () => {
  it.each([
    ['undefined', 'A', ['a'], 'a', 'uuid-of-a'],
    ['null', 'A', ['a'], 'a', 'uuid-of-a'],
    ['A', 'B', ['a', 'b'], 'b', 'uuid-of-b'],
    ['A', 'null', ['a'], null, 'uuid-of-a'],
    ['A', 'undefined', ['a'], 'a', 'uuid-of-a'],
    ['A', 'A', ['a'], 'a', 'uuid-of-a'],
    ['null', 'undefined', [], null, 'uuid-anonymous'],
  ] as const)('from %s to %s', async (from, to, identified, as, midaUuid) => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })

    client.setUser(USERS[from])
    await clock.advance(100)
    client.setUser(USERS[to])
    await clock.advance(100)
    void client.track('one')
    await clock.advance(100)

    expect(mida.calls).toEqual(identified.map((id) => ({ id })))
    expect(endpoint.events()).toMatchObject([{ as, mida_uuid: midaUuid }])
  })

  it('a quick A, B, nobody ends as nobody, and each event keeps its own', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser(null)
    await clock.advance(0)

    client.setUser({ id: 'a' })
    void client.track('one')
    client.setUser({ id: 'b' })
    void client.track('two')
    client.setUser(null)
    void client.track('three')
    await clock.advance(1_000)

    expect(endpoint.events()).toMatchObject([{ as: 'a' }, { as: 'b' }, { as: null }])
    expect(mida.calls).toEqual([])
  })

  it('a numeric id is its text in the tag and itself in identify', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })

    client.setUser({ id: 0 })
    void client.track('one')
    await clock.advance(100)

    expect(mida.calls).toEqual([{ id: 0 }])
    expect(endpoint.events()).toMatchObject([{ as: '0', mida_uuid: 'uuid-of-0' }])
  })

  it('changed attributes are told again, and the tag stays', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a', plan: 'starter' })
    await clock.advance(100)

    client.setUser({ id: 'a', plan: 'pro' })
    void client.track('one')
    await clock.advance(100)

    expect(mida.calls).toEqual([
      { id: 'a', plan: 'starter' },
      { id: 'a', plan: 'pro' },
    ])
    expect(endpoint.events()).toMatchObject([{ as: 'a', mida_uuid: 'uuid-of-a' }])
  })
})

describe('the pains that others report', () => {
  it('reset while the session is loading: a logout before the answer is not undone by it', async () => {
    const answer = defer<{ id: string }>()
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({}, createEndpoint(answer.promise))
    await clock.advance(0)

    client.setUser(null)
    answer.resolve({ id: 'a' })
    await clock.advance(100)
    void client.track('one')
    await clock.advance(100)

    expect(mida.calls).toEqual([])
    expect(endpoint.events()).toMatchObject([{ as: null }])
  })

  it('late reset clears the next login: a session answer of before B’s login leaves B logged in', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const endpoint = createEndpoint({ id: 'a' })
    const { client, clock } = openPage({}, endpoint)
    await clock.advance(100)
    const late = defer<null>()
    endpoint.user = late.promise
    void client.refreshUser()
    await clock.advance(0)

    void client.identify({ id: 'b' })
    late.resolve(null)
    await clock.advance(100)
    void client.track('one')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: 'b', mida_uuid: 'uuid-of-b' }])
  })

  it('stale uuid after identify: the uuid of before the merge is not sent for the user', async () => {
    setPage({ mida: createFakeMida('before-the-merge') })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser(null)
    await clock.advance(100)

    void client.identify({ id: 'a' })
    void client.track('one')
    await clock.advance(100)

    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
    expect(endpoint.events()).toMatchObject([{ mida_uuid: 'uuid-of-a' }])
  })

  it('call before the script loads: nothing is lost, and the user is identified first', async () => {
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a' })
    void client.track('one')
    await clock.advance(4_000)

    setPage({ mida: createFakeMida() })
    await clock.advance(1_000)

    expect(endpoint.events()).toMatchObject([{ event_name: 'one', as: 'a', mida_uuid: 'uuid-of-a' }])
  })

  it('blocked script hangs the app: every promise settles, and events go without a uuid', async () => {
    setPage({ __midaKit: { script: 'failed' } })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })

    const settled = Promise.all([client.identify({ id: 'a' }), client.track('one')])
    await clock.advance(1_000)

    expect(await settled).toMatchObject([{ status: 'unavailable' }, { status: 'accepted' }])
    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
  })
})
