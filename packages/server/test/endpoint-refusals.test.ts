// What the app's route refuses, with which words, and that nothing of it is forwarded.
import { describe, expect, it } from 'vitest'
import { createKit, post, readAnswer, wireEvent, withoutSite } from './support.ts'

describe('a request that is refused whole', () => {
  const event = { events: [wireEvent({ mida_uuid: 'uuid1' })] }
  const cases: readonly [string, () => Request, number, string, string?][] = [
    [
      'another method',
      () => new Request('https://shop.example/api/m', { method: 'PUT' }),
      405,
      'method_not_allowed',
    ],
    [
      'another site',
      () => post(event, { headers: { 'sec-fetch-site': 'cross-site' } }),
      403,
      'foreign_origin',
    ],
    [
      'a sister site',
      () => post(event, { headers: { 'sec-fetch-site': 'same-site' } }),
      403,
      'foreign_origin',
    ],
    ['an address bar', () => post(event, { headers: { 'sec-fetch-site': 'none' } }), 403, 'foreign_origin'],
    [
      'another origin on plain http',
      () => withoutSite(post(event, { headers: { origin: 'http://evil.example', host: 'shop.example' } })),
      403,
      'foreign_origin',
    ],
    ['no origin at all', () => withoutSite(post(event)), 403, 'foreign_origin'],
    [
      'a form',
      () => post('a=b', { headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_content_type',
    ],
    ['1 MiB', () => post(`"${'x'.repeat(1_048_576)}"`), 413, 'body_too_large'],
    [
      '1 MiB without a length',
      () => post({ events: [wireEvent({ properties: { form: 'x'.repeat(1_048_576) } })] }),
      413,
      'body_too_large',
    ],
    ['no JSON', () => post('{'), 400, 'invalid_json'],
    ['an empty body', () => post(''), 400, 'invalid_json'],
    ['a list', () => post([]), 400, 'invalid_request'],
    ['nothing in it', () => post({}), 400, 'invalid_request'],
    ['events that are no list', () => post({ events: {} }), 400, 'invalid_request', 'events'],
    [
      '21 events',
      () => post({ events: Array.from({ length: 21 }, () => wireEvent()) }),
      400,
      'invalid_request',
      'events',
    ],
    ['an id beside the events', () => post({ ...event, id: 'ann' }), 400, 'identifier_not_allowed', 'id'],
    [
      'an id as visitor',
      () => post({ visitor: { mida_uuid: 'u', id: 'ann' } }),
      400,
      'identifier_not_allowed',
      'visitor.id',
    ],
    [
      'a broken uuid as visitor',
      () => post({ visitor: { mida_uuid: 'a b' } }),
      400,
      'invalid_request',
      'visitor.mida_uuid',
    ],
    ['forget: false', () => post({ forget: false }), 400, 'invalid_request', 'forget'],
  ]

  it.each(cases)(
    'is %s: status, code and field, and nothing is sent',
    async (_what, request, status, code, field) => {
      const { emulator, mida } = createKit()

      const answer = await readAnswer(await mida.handle(request()))

      expect({ status: answer.status, code: answer.body.code, field: answer.body.field }).toEqual({
        status,
        code,
        field,
      })
      expect(answer.body.message).toBeTruthy()
      expect(emulator.requests.list()).toEqual([])
    },
  )
})

describe('an event that is refused', () => {
  const huge = 'x'.repeat(1_025)
  const deep = JSON.parse(`${'{"a":'.repeat(10)}1${'}'.repeat(10)}`)
  const proto = JSON.parse('{"form":"x","nested":{"__proto__":{"polluted":true}}}')
  const cases: readonly [string, Record<string, unknown>, string, string][] = [
    ['an unknown event', { event_name: 'nothing' }, 'unknown_event', 'events[0].event_name'],
    ['a server event', { event_name: 'plan_upgraded' }, 'wrong_side', 'events[0].event_name'],
    ['a name of another type', { event_name: 5 }, 'invalid_event', 'events[0].event_name'],
    [
      'properties of another type',
      { properties: { form: 5 } },
      'invalid_properties',
      'events[0].properties.form',
    ],
    ['a list for properties', { properties: [] }, 'invalid_properties', 'events[0].properties'],
    [
      'a text that is too long',
      { properties: { form: huge } },
      'invalid_properties',
      'events[0].properties.form',
    ],
    [
      'properties that are too deep',
      { properties: deep },
      'invalid_properties',
      'events[0].properties.a.a.a.a.a.a',
    ],
    ['a __proto__ key', { properties: proto }, 'invalid_properties', 'events[0].properties.nested.__proto__'],
    ['an id', { id: 'ann' }, 'identifier_not_allowed', 'events[0].id'],
    ['an email', { email: 'ann@example.com' }, 'identifier_not_allowed', 'events[0].email'],
    ['a uuid with line breaks', { mida_uuid: 'a\r\nb' }, 'invalid_event', 'events[0].mida_uuid'],
    ['no kit_event_id', { kit_event_id: undefined }, 'invalid_event', 'events[0].kit_event_id'],
    ['a date that is none', { occurred_at: 'yesterday' }, 'invalid_event', 'events[0].occurred_at'],
    ['an object as tag', { as: {} }, 'invalid_event', 'events[0].as'],
  ]

  it.each(cases)('is %s: code and field, and nothing is sent', async (_what, fields, code, field) => {
    const { emulator, mida } = createKit()

    const answer = await readAnswer(
      await mida.handle(post({ events: [wireEvent({ mida_uuid: 'uuid1', ...fields })] })),
    )

    expect(answer).toMatchObject({
      status: 422,
      body: { code, field, results: [{ status: 'refused', code, field }] },
    })
    expect(emulator.requests.list()).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('fails alone: the others of its request are recorded', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    const good = { mida_uuid: midaUuid }

    const answer = await readAnswer(
      await mida.handle(
        post({
          events: [wireEvent(good), wireEvent({ ...good, event_name: 'nothing' }), 'junk', wireEvent(good)],
        }),
      ),
    )
    await mida.flush()

    expect(answer.status).toBe(202)
    expect(answer.body.results).toMatchObject([
      { status: 'accepted' },
      { status: 'refused', code: 'unknown_event', field: 'events[1].event_name' },
      { status: 'refused', code: 'invalid_event', field: 'events[2]' },
      { status: 'accepted' },
    ])
    expect(emulator.events.list()).toHaveLength(2)
  })
})
