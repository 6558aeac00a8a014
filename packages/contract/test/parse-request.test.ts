// The parser of the browser's requests: whatever comes in, a typed value or a reason comes out.
import { describe, expect, it } from 'vitest'
import { findPropertyFault, PROTOCOL_LIMITS, parseEndpointRequest } from '../src/index.ts'
import { createEventPath, listEventsPath } from '../src/mida.ts'

const EVENT = {
  kit_event_id: 'event-0001',
  event_name: 'signed_up',
  as: null,
  occurred_at: '2026-01-02T03:04:05.678Z',
}

describe('parseEndpointRequest', () => {
  it('reads every field of an event, and passes unknown ones over', () => {
    const event = {
      ...EVENT,
      properties: { a: [1, 'x', null, true, { b: 2 }] },
      mida_uuid: '85a35aca4df9',
      as: 'user_12345',
      consent: 'granted',
      url_origin: 'https://shop.example',
      url_path: '/',
    }

    expect(parseEndpointRequest({ events: [{ ...event, from_the_future: 1 }], later: true })).toEqual({
      ok: true,
      events: [{ ok: true, event }],
      visitor: null,
      forget: false,
    })
  })

  it('reads a visitor and a wish to be forgotten, each alone', () => {
    expect(parseEndpointRequest({ visitor: { mida_uuid: '85a35aca4df9', as: 'ann' } })).toMatchObject({
      ok: true,
      events: [],
      visitor: { mida_uuid: '85a35aca4df9', as: 'ann' },
    })
    expect(parseEndpointRequest({ forget: true })).toMatchObject({ ok: true, forget: true })
  })

  it.each([
    ['2026-01-02T03:04:05Z', true],
    ['2026-01-02T03:04:05.1Z', true],
    ['2026-13-02T03:04:05Z', false],
    ['2026-01-02', false],
    ['2026-01-02T03:04:05+02:00', false],
    [0, false],
  ])('takes the date %j: %s', (occurred_at, isTaken) => {
    const parsed = parseEndpointRequest({ events: [{ ...EVENT, occurred_at }] })

    expect(parsed).toMatchObject({ ok: true, events: [{ ok: isTaken }] })
  })

  it('takes 20 events and refuses 21', () => {
    const events = Array.from({ length: 21 }, () => EVENT)

    expect(parseEndpointRequest({ events: events.slice(1) })).toMatchObject({ ok: true })
    expect(parseEndpointRequest({ events })).toMatchObject({ ok: false, error: { field: 'events' } })
  })

  it.each([null, undefined, 5, 'text', [], true, new Date()])('refuses %j as a body', (body) => {
    expect(parseEndpointRequest(body)).toMatchObject({ ok: false, error: { code: 'invalid_request' } })
  })
})

describe('findPropertyFault', () => {
  const { depth, keyCount, keyLength, stringLength } = PROTOCOL_LIMITS
  const nest = (levels: number): unknown => (levels === 1 ? {} : { a: nest(levels - 1) })
  const withKeys = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]))

  it.each([
    ['levels', nest(depth), nest(depth + 1)],
    ['keys', withKeys(keyCount), withKeys(keyCount + 1)],
    ['list items', { a: Array(keyCount - 1).fill(1) }, { a: Array(keyCount).fill(1) }],
    ['characters of a key', { ['k'.repeat(keyLength)]: 1 }, { ['k'.repeat(keyLength + 1)]: 1 }],
    ['characters of a text', { a: 'x'.repeat(stringLength) }, { a: 'x'.repeat(stringLength + 1) }],
  ])('lets the limit of %s pass, and refuses one more', (_limit, most, tooMuch) => {
    expect(findPropertyFault(most)).toBeNull()
    expect(findPropertyFault(tooMuch)).not.toBeNull()
  })

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s at any level', (key) => {
    const inside = JSON.parse(`{"a":[{"${key}":1}]}`)

    expect(findPropertyFault(inside)).toMatchObject({ path: `properties.a[0].${key}` })
  })

  it('reads an object of another realm as a plain one', () => {
    expect(findPropertyFault(Object.create(null))).toBeNull()
  })
})

describe('the path of a project', () => {
  it('encodes the key', () => {
    expect(createEventPath('a/b ?#')).toBe('/project/a%2Fb%20%3F%23/event')
    expect(listEventsPath('p')).toBe('/project/p/events')
  })

  it.each(['.', '..'])('refuses %s, which no encoding keeps from being a path step', (key) => {
    expect(() => createEventPath(key)).toThrow('MIDA-307')
  })
})
