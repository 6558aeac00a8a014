// What the visitor says to the banner: before, after, and taken back.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import {
  changeVisibility,
  cleanPage,
  createFakeMida,
  dispatchPageEvent,
  openPage,
  setPage,
} from './browser-page.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

const setConsent = (consent: 'granted' | 'denied' | 'pending'): unknown =>
  createMidaClient({ endpoint: '/api/m', consent })

function createMidaWithConsent(): ReturnType<typeof createFakeMida> & { answers: boolean[] } {
  const mida = { ...createFakeMida(), answers: [] as boolean[], hasConsent: false }
  const grantConsent = (isGranted: boolean): void => {
    mida.answers.push(isGranted)
    mida.hasConsent = isGranted
  }
  return Object.assign(mida, { grantConsent })
}

describe('while the consent is pending', () => {
  it('nothing is sent: no event, no visitor, no identify', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ consent: 'pending' })

    void client.identify({ id: 'a' })
    void client.track('one')
    await clock.advance(60_000)

    expect(endpoint.bodies).toEqual([])
    expect(mida.calls).toEqual([])
    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'no_consent' })
    expect(localStorage).toHaveLength(0)
  })

  it('the buffer is bounded, and what does not fit is told', async () => {
    const { client } = openPage({ consent: 'pending', bufferCapacity: 1 })

    void client.track('one')

    expect(await client.track('two')).toMatchObject({ status: 'dropped', because: 'buffer_full' })
  })

  it('a page that closes tells that its events are gone, and sends none', async () => {
    const { client, clock, endpoint } = openPage({ consent: 'pending' })
    const delivery = client.track('one')
    await clock.advance(100)

    dispatchPageEvent('pagehide', false)

    expect(await delivery).toMatchObject({ status: 'skipped', because: 'no_consent' })
    expect(endpoint.bodies).toEqual([])
  })

  it('an identify settles at the deadline, and is made up for after the grant', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { client, clock } = openPage({ consent: 'pending' })
    const result = client.identify({ id: 'a' })
    await clock.advance(10_000)
    expect(await result).toEqual({ status: 'unavailable', because: 'no_consent' })

    setConsent('granted')
    await clock.advance(100)

    expect(mida.calls).toEqual([{ id: 'a' }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
  })
})

describe('a consent that is granted', () => {
  it('releases the events with the visitor and the consent', async () => {
    const mida = createMidaWithConsent()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ consent: 'pending' })
    const delivery = client.track('one')
    await clock.advance(1_000)

    setConsent('granted')
    await clock.advance(1_000)

    expect(await delivery).toMatchObject({ status: 'accepted' })
    expect(endpoint.bodies).toMatchObject([
      {
        events: [{ event_name: 'one', mida_uuid: 'uuid-anonymous', as: null, consent: 'granted' }],
        visitor: { mida_uuid: 'uuid-anonymous', consent: 'granted' },
      },
    ])
    expect(mida.answers).toEqual([true])
  })

  it('finds the uuid also long after the deadline', async () => {
    const { client, clock } = openPage({ consent: 'pending' })
    await clock.advance(60_000)
    setPage({ mida: createFakeMida() })

    setConsent('granted')
    await clock.advance(100)

    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-anonymous' })
  })

  it('reaches a script that comes later', async () => {
    const { clock } = openPage({ consent: 'granted' })
    await clock.advance(3_000)
    const mida = createMidaWithConsent()
    setPage({ mida })

    await clock.advance(1_000)

    expect(mida.answers).toEqual([true])
  })

  it('drops and tells what has waited for more than an hour', async () => {
    const { client, clock, endpoint } = openPage({ consent: 'pending' })
    const delivery = client.track('one')
    await clock.advance(3_700_000)

    setConsent('granted')
    await clock.advance(20_000)

    expect(await delivery).toMatchObject({ status: 'dropped', because: 'too_old' })
    expect(endpoint.events()).toEqual([])
  })
})

describe('a consent that is denied', () => {
  it('skips each event and says so', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ consent: 'denied' })

    expect(await client.track('one')).toMatchObject({ status: 'skipped', because: 'no_consent' })
    await clock.advance(20_000)
    expect(endpoint.bodies).toEqual([])
    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'no_consent' })
  })

  it('empties what waited while it was pending', async () => {
    const { client, clock, endpoint } = openPage({ consent: 'pending' })
    const delivery = client.track('one')

    setConsent('denied')
    await clock.advance(20_000)

    expect(await delivery).toMatchObject({ status: 'skipped', because: 'no_consent' })
    expect(endpoint.bodies).toEqual([])
  })

  it('after a grant clears the cookie, tells Mida, and ends other tries', async () => {
    const mida = createMidaWithConsent()
    setPage({ mida })
    const { client, clock, endpoint } = openPage({ consent: 'granted' })
    await clock.advance(1_000)
    endpoint.next.push(new TypeError('Failed to fetch'))
    const underWay = client.track('one')
    await clock.advance(100)
    const sentCount = endpoint.bodies.length

    setConsent('denied')
    await clock.advance(60_000)

    expect(await underWay).toMatchObject({ status: 'skipped', because: 'no_consent' })
    expect(endpoint.bodies.slice(sentCount)).toEqual([{ events: [], forget: true }])
    expect(mida.answers).toEqual([true, false])
    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'no_consent' })
  })

  it('has the cookie of an earlier page cleared', async () => {
    sessionStorage['mida-kit:told'] = 'uuid-anonymous null'
    const { clock, endpoint } = openPage({ consent: 'denied' })

    await clock.advance(1_000)

    expect(endpoint.bodies).toEqual([{ events: [], forget: true }])
  })

  it('can be granted again, and the user is identified again', async () => {
    const mida = createMidaWithConsent()
    setPage({ mida })
    const { client, clock } = openPage({ consent: 'granted', userFrom: 'app' })
    client.setUser({ id: 'a' })
    await clock.advance(1_000)

    setConsent('denied')
    await clock.advance(1_000)
    setConsent('granted')
    await clock.advance(1_000)

    expect(mida.calls).toEqual([{ id: 'a' }, { id: 'a' }])
    expect(client.getUuid()).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
  })
})

it('Mida’s own consent that comes after the deadline is noticed when the page comes to the front', async () => {
  const mida = createMidaWithConsent()
  setPage({ mida })
  const { client, clock } = openPage()
  void client.identify({ id: 'a' })
  await clock.advance(11_000)
  expect(client.getUuid().status).not.toBe('pending')

  mida.hasConsent = true
  changeVisibility(false)
  await clock.advance(100)

  expect(mida.calls).toEqual([{ id: 'a' }])
})
