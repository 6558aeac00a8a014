// What one tracked event carries, and under whose name it is sent.
import { PROTOCOL_LIMITS } from '@mida-kit/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import { cleanPage, createFakeMida, openPage, setPage } from './browser-page.ts'
import { createEndpoint, defer } from './endpoint.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

describe('an event', () => {
  it('carries its id, name, properties, time and place, and the visitor', async () => {
    setPage({ mida: createFakeMida() })
    history.replaceState(null, '', '/pricing?coupon=secret#plans')
    const { client, clock, endpoint } = openPage()

    const delivery = client.track('form_submitted', { form: 'newsletter' })
    await clock.advance(100)

    const [event] = endpoint.events()
    expect(event).toEqual({
      kit_event_id: expect.stringMatching(/^[\w-]{8,64}$/),
      event_name: 'form_submitted',
      properties: { form: 'newsletter' },
      occurred_at: '2026-01-01T00:00:00.000Z',
      url_origin: location.origin,
      url_path: '/pricing',
      as: null,
      mida_uuid: 'uuid-anonymous',
    })
    expect(await delivery).toEqual({ status: 'accepted', eventId: event?.kit_event_id })
    expect(endpoint.posts[0]).toMatchObject({
      headers: { 'content-type': 'application/json' },
    })
  })

  it('keeps the properties of the moment when they are changed afterwards', async () => {
    const { client, clock, endpoint } = openPage({ uuidDeadlineMs: 100 })
    const properties = { form: 'newsletter' }

    void client.track('form_submitted', properties)
    properties.form = 'changed'
    await clock.advance(200)

    expect(endpoint.events()).toMatchObject([{ properties: { form: 'newsletter' } }])
  })

  it('fails with its name where its properties cannot be written as JSON', async () => {
    const { client, clock, endpoint } = openPage()
    const cyclic = { form: 'newsletter' }
    Reflect.set(cyclic, 'self', cyclic)

    const delivery = client.track('form_submitted', cyclic)
    await clock.advance(20_000)

    expect(await delivery).toMatchObject({
      status: 'failed',
      failure: { code: 'invalid_properties', message: expect.stringContaining('form_submitted') },
    })
    expect(endpoint.events()).toEqual([])
  })

  it('is dropped where it alone is too large for a request', async () => {
    const { client } = openPage()

    const delivery = await client.track('form_submitted', { form: 'x'.repeat(60_000) })

    expect(delivery).toMatchObject({ status: 'dropped', because: 'too_large' })
  })

  it('gets an id where the page has no randomUUID, and no crypto at all', async () => {
    const { client, clock, endpoint } = openPage({ uuidDeadlineMs: 0, random: Math.random })
    const whole = globalThis.crypto
    for (const crypto of [{ getRandomValues: whole.getRandomValues.bind(whole) }, undefined]) {
      Object.defineProperty(globalThis, 'crypto', { configurable: true, value: crypto })
      void client.track('signed_up')
    }
    Object.defineProperty(globalThis, 'crypto', { configurable: true, value: whole })
    await clock.advance(100)

    const ids = endpoint.events().map((event) => event.kit_event_id)
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{20,64}$/), expect.stringMatching(/^[\w-]{20,64}$/)])
    expect(ids[0]).not.toBe(ids[1])
  })

  it('has its path cut to what the endpoint takes', async () => {
    history.replaceState(null, '', `/${'p'.repeat(2_000)}`)
    const { client, clock, endpoint } = openPage({ uuidDeadlineMs: 0 })

    void client.track('signed_up')
    await clock.advance(100)
    history.replaceState(null, '', '/')

    expect(endpoint.events()[0]?.url_path).toHaveLength(PROTOCOL_LIMITS.urlLength)
  })
})

describe('an event that was tracked before the user is known', () => {
  it('takes the tag of the first answer, and its uuid only after the identify', async () => {
    setPage({ mida: createFakeMida() })
    const answer = defer<{ id: string }>()
    const { client, clock, endpoint } = openPage({}, createEndpoint(answer.promise))
    void client.track('signed_up')
    await clock.advance(2_000)
    expect(endpoint.events()).toEqual([])

    answer.resolve({ id: 'a' })
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: 'a', mida_uuid: 'uuid-of-a' }])
  })

  it('goes without a tag when no answer comes in time', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({}, createEndpoint(new Error('offline')))

    void client.track('signed_up')
    await clock.advance(3_100)

    expect(endpoint.events()).toHaveLength(1)
    expect(endpoint.events()[0]).toMatchObject({ mida_uuid: 'uuid-anonymous' })
    expect(endpoint.events()[0]).not.toHaveProperty('as')
  })
})

describe('the tag and the uuid', () => {
  it('are those of the moment of track, whoever comes next', async () => {
    setPage({ mida: createFakeMida() })
    const { client, clock, endpoint } = openPage({ userFrom: 'app', flushAfterMs: 500 })
    client.setUser(null)
    await clock.advance(100)

    void client.track('one')
    client.setUser({ id: 'a' })
    void client.track('two')
    await clock.advance(100)
    client.setUser({ id: 'b' })
    void client.track('three')
    await clock.advance(1_000)

    expect(endpoint.events()).toMatchObject([
      { event_name: 'one', as: null, mida_uuid: 'uuid-anonymous' },
      { event_name: 'two', as: 'a', mida_uuid: 'uuid-of-a' },
      { event_name: 'three', as: 'b', mida_uuid: 'uuid-of-b' },
    ])
  })

  it('leave the uuid out for a user whose identify went wrong', async () => {
    setPage({ mida: { ...createFakeMida(), identify: () => Promise.reject(new Error('broken')) } })
    const { client, clock, endpoint } = openPage({ userFrom: 'app' })
    client.setUser(null)
    await clock.advance(100)

    client.setUser({ id: 'a' })
    void client.track('two')
    await clock.advance(100)

    expect(endpoint.events()).toMatchObject([{ as: 'a' }])
    expect(endpoint.events()[0]).not.toHaveProperty('mida_uuid')
  })

  it('leave the uuid out when there is none until the deadline', async () => {
    const { client, clock, endpoint } = openPage()

    const delivery = client.track('signed_up')
    await clock.advance(9_900)
    expect(endpoint.events()).toEqual([])
    await clock.advance(200)

    expect(endpoint.events()).toMatchObject([{ as: null }])
    expect(endpoint.events()[0]).not.toHaveProperty('mida_uuid')
    expect((await delivery).status).toBe('accepted')
  })
})

describe('callbacks of the app', () => {
  it('hear of each delivery once, with the event that it is about', async () => {
    const heard: unknown[] = []
    const { client, clock } = openPage({
      uuidDeadlineMs: 0,
      onDelivery: (delivery, event) => heard.push([delivery.status, event]),
    })

    void client.track('form_submitted', { form: 'newsletter' })
    await clock.advance(100)

    expect(heard).toEqual([['accepted', { name: 'form_submitted', properties: { form: 'newsletter' } }]])
  })
})

describe('the page', () => {
  it('has one client also with two copies of this module', async () => {
    const { client } = openPage()
    vi.resetModules()

    const copy = await import('../src/index.ts')

    expect(copy.createMidaClient).not.toBe(createMidaClient)
    expect(copy.createMidaClient({ endpoint: '/api/m' })).toBe(client)
  })

  it('has one client, whoever asks for it, and the newest options hold', async () => {
    const first = openPage({ uuidDeadlineMs: 0 })
    const second = openPage({ uuidDeadlineMs: 0 })
    expect(second.client).toBe(first.client)

    void first.client.track('signed_up')
    await second.clock.advance(100)

    expect(second.endpoint.events()).toHaveLength(1)
    expect(first.endpoint.events()).toEqual([])
  })
})
