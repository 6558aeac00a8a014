// What `track` refuses, although a caller without types may pass it.
import { defineEvents } from '@mida-kit/contract'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createKit } from './support.ts'

describe('bad input', () => {
  const visitor = { visitor: { id: 'ann' } }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const loose = defineEvents({
    anything: z.record(z.string(), z.unknown()),
    breaks: z.object({}).transform(() => {
      throw new Error('schema')
    }),
    read_in_browser: { from: 'browser' },
    keyed: {
      schema: z.object({ key: z.unknown() }),
      dedupeKey: ({ key }) => key as string,
      guarantee: 'at-least-once',
    },
  })
  // The types refuse all of this; a JavaScript caller is not asked by them.
  const track = async (name: string, properties: unknown, options: unknown = visitor) => {
    const { emulator, mida } = createKit({ events: loose as never })
    const untyped = mida.track as (
      name: string,
      properties: unknown,
      options: unknown,
    ) => ReturnType<typeof mida.track>
    const delivery = await untyped(name, properties, options)
    expect(emulator.requests.list()).toEqual([])
    return delivery
  }

  it.each([
    ['an unknown event', 'nothing', {}, 'unknown_event', 'event_name'],
    ['a name from the prototype', 'toString', {}, 'unknown_event', 'event_name'],
    ['__proto__ as a name', '__proto__', {}, 'unknown_event', 'event_name'],
    ['a browser event', 'read_in_browser', {}, 'wrong_side', 'event_name'],
    ['a text for properties', 'anything', 'text', 'invalid_properties', 'properties'],
    ['a bigint', 'anything', { a: { b: 1n } }, 'invalid_properties', 'properties.a.b'],
    ['a function', 'anything', { a: () => 1 }, 'invalid_properties', 'properties.a'],
    ['NaN', 'anything', { list: [1, Number.NaN] }, 'invalid_properties', 'properties.list[1]'],
    ['an invalid date', 'anything', { at: new Date('no') }, 'invalid_properties', 'properties.at'],
    [
      'an own __proto__ key',
      'anything',
      { a: JSON.parse('{"__proto__":1}') },
      'invalid_properties',
      'properties.a.__proto__',
    ],
    ['a schema that throws', 'breaks', {}, 'invalid_properties', 'properties'],
    ['a dedupeKey that is no text', 'keyed', { key: 5 }, 'invalid_event', 'dedupeKey'],
  ])('%s is refused by name and field, and nothing is sent', async (_what, name, properties, code, field) => {
    expect(await track(name, properties)).toMatchObject({ status: 'failed', failure: { code, field } })
  })

  it('a circle is refused, and nothing is sent', async () => {
    expect(await track('anything', circular)).toMatchObject({ failure: { code: 'invalid_properties' } })
  })

  it.each([
    ['no visitor', {}, 'no_visitor'],
    ['an empty visitor', { visitor: {} }, 'no_visitor'],
    ['an empty id', { visitor: { id: '' } }, 'invalid_visitor'],
    ['an object as id', { visitor: { id: {} } }, 'invalid_visitor'],
    ['a broken uuid', { visitor: { midaUuid: 'a\r\nb' } }, 'invalid_visitor'],
  ])('%s is refused, and nothing is sent', async (_what, options, code) => {
    expect(await track('anything', {}, options)).toMatchObject({ status: 'failed', failure: { code } })
  })

  it('names the field that the schema refuses', async () => {
    const { mida } = createKit()
    const untyped = mida.track as (
      name: string,
      properties: unknown,
      options: unknown,
    ) => ReturnType<typeof mida.track>

    const delivery = await untyped('plan_upgraded', { from_plan: 'starter', to_plan: 7 }, visitor)

    expect(delivery).toMatchObject({ failure: { code: 'invalid_properties', field: 'properties.to_plan' } })
  })
})
