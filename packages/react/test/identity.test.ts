// Becoming a known user: identify, what can go wrong with it, and quick changes.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'
import { defer } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

describe('a known user', () => {
  it('is identified with its attributes, and the uuid is read again and published', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({ userFrom: 'app' })

    client.setUser({ id: 7, plan: 'pro' })
    await clock.advance(0)

    expect(mida.calls).toEqual([{ id: 7, plan: 'pro' }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-7' })
  })

  it('is identified once, however often it is said', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({ userFrom: 'app' })

    client.setUser({ id: 'a' })
    client.setUser({ id: 'a' })
    await clock.advance(0)
    client.setUser(undefined)
    client.setUser({ id: 'a' })
    const result = client.identify({ id: 'a' })
    await clock.advance(0)

    expect(mida.calls).toEqual([{ id: 'a' }])
    expect(await result).toEqual({ status: 'identified', midaUuid: 'uuid-of-a' })
  })

  it('is identified again when its attributes change', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({ userFrom: 'app' })

    client.setUser({ id: 'a', plan: 'starter' })
    client.setUser({ id: 'a', plan: 'pro' })
    await clock.advance(0)

    expect(mida.calls.at(-1)).toEqual({ id: 'a', plan: 'pro' })
  })

  it('is identified when the script comes late', async () => {
    const { client, clock } = openPage()
    const result = client.identify({ id: 'a' })
    await clock.advance(6_000)

    const mida = createFakeMida()
    setPage({ mida })
    await clock.advance(1_000)

    expect(await result).toEqual({ status: 'identified', midaUuid: 'uuid-of-a' })
    expect(mida.calls).toEqual([{ id: 'a' }])
  })

  it('is identified by a script that comes after the deadline and says so', async () => {
    const { client, clock } = openPage({ uuidDeadlineMs: 1_000 })
    const result = client.identify({ id: 'a' })
    await clock.advance(1_000)
    expect(await result).toEqual({ status: 'unavailable', because: 'timed_out' })

    const mida = createFakeMida()
    setPage({ mida })
    dispatchEvent(new Event('mida-kit'))
    await clock.advance(0)

    expect(mida.calls).toEqual([{ id: 'a' }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
  })

  it('is not identified without consent', async () => {
    const mida = { ...createFakeMida(), hasConsent: false }
    setPage({ mida })
    const { client, clock } = openPage()

    const result = client.identify({ id: 'a' })
    await clock.advance(12_000)

    expect(await result).toEqual({ status: 'unavailable', because: 'no_consent' })
    expect(mida.calls).toEqual([])
  })

  it('hears at once that the script is blocked', async () => {
    setPage({ __midaKit: { script: 'failed' } })
    const { client, clock } = openPage()

    const result = client.identify({ id: 'a' })
    await clock.advance(0)

    expect(await result).toEqual({ status: 'unavailable', because: 'blocked' })
  })
})

describe('an identify that goes wrong', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
      { status: 'failed', message: 'Error: broken' },
    ],
    ['rejects', () => Promise.reject(new Error('broken')), { status: 'failed', message: 'Error: broken' }],
    ['never answers', () => new Promise(() => undefined), { status: 'timed_out' }],
  ])('is told when the script %s', async (_fault, identify, expected) => {
    setPage({ mida: { ...createFakeMida(), identify } })
    const { client, clock } = openPage()

    const result = client.identify({ id: 'a' })
    await clock.advance(5_000)

    expect(await result).toEqual(expected)
  })

  it('is told when its user cannot be written as JSON', async () => {
    const { client } = openPage()
    const user = { id: 'a', plan: 'pro' }
    Reflect.set(user, 'plan', 10n)

    expect(await client.identify(user)).toMatchObject({ status: 'failed' })
  })

  it('changes nothing and throws nothing when the app gives it and JSON cannot write it', async () => {
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser({ id: 'a' })
    const user = { id: 'b', plan: 'pro' }
    Reflect.set(user, 'plan', 10n)

    client.setUser(user)
    void client.track('one')
    await clock.advance(11_000)

    expect(error).toHaveBeenCalledOnce()
    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
    error.mockRestore()
  })

  it('may be tried again', async () => {
    const mida = createFakeMida()
    setPage({ mida: { ...mida, identify: () => Promise.reject(new Error('broken')) } })
    const { client, clock } = openPage()
    const first = client.identify({ id: 'a' })
    await clock.advance(0)

    setPage({ mida })
    const second = client.identify({ id: 'a' })
    await clock.advance(0)

    expect((await first).status).toBe('failed')
    expect(await second).toEqual({ status: 'identified', midaUuid: 'uuid-of-a' })
  })
})

describe('quick changes of the user', () => {
  it('tell Mida of nobody who is gone before the script is there', async () => {
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    const [a, b] = [client.identify({ id: 'a' }), client.identify({ id: 'b' })]
    client.setUser(null)
    const mida = createFakeMida()
    setPage({ mida })
    await clock.advance(1_000)

    expect(await Promise.all([a, b])).toEqual([{ status: 'superseded' }, { status: 'superseded' }])
    expect(mida.calls).toEqual([])
    expect(endpoint.bodies).toEqual([{ events: [], visitor: { mida_uuid: 'uuid-anonymous', as: null } }])
  })

  it('keep a late answer for A away from B, while A keeps its own', async () => {
    const answerForA = defer<void>()
    const mida = createFakeMida()
    const identify = async (user: { id: string }): Promise<void> => {
      if (user.id === 'a') await answerForA.promise
      mida.calls.push(user)
      mida.current = `uuid-of-${user.id}`
    }
    setPage({ mida: { uuid: mida.uuid, identify } })
    const published: unknown[] = []
    const { client, clock, endpoint } = openPage({ onVisitor: (visitor) => published.push(visitor) })

    const a = client.identify({ id: 'a' })
    void client.track('one')
    await clock.advance(100)
    const b = client.identify({ id: 'b' })
    void client.track('two')
    await clock.advance(100)
    expect(mida.calls).toEqual([])
    answerForA.resolve()
    await clock.advance(1_000)

    expect(await a).toEqual({ status: 'superseded' })
    expect(await b).toEqual({ status: 'identified', midaUuid: 'uuid-of-b' })
    expect(published).toEqual([{ midaUuid: 'uuid-of-b', user: { id: 'b' } }])
    expect(endpoint.events()).toMatchObject([
      { event_name: 'one', as: 'a', mida_uuid: 'uuid-of-a' },
      { event_name: 'two', as: 'b', mida_uuid: 'uuid-of-b' },
    ])
  })

  it('let B go on when Mida never answers for A', async () => {
    const mida = createFakeMida()
    const identify = (user: { id: string }): Promise<void> => {
      if (user.id === 'a') return new Promise(() => undefined)
      mida.current = 'uuid-of-b'
      return Promise.resolve()
    }
    setPage({ mida: { uuid: mida.uuid, identify } })
    const { client, clock } = openPage()

    const a = client.identify({ id: 'a' })
    await clock.advance(100)
    const b = client.identify({ id: 'b' })
    await clock.advance(5_000)

    expect(await a).toEqual({ status: 'timed_out' })
    expect(await b).toEqual({ status: 'identified', midaUuid: 'uuid-of-b' })
  })
})
