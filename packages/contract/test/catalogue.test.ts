// defineEvents: what it makes of entries, and what it throws for those that cannot be used.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineEvents, MidaSetupError, SETUP_ERRORS } from '../src/index.ts'

const untyped: (entries: Record<string, unknown>) => unknown = defineEvents as never

describe('defineEvents', () => {
  it('settles the policy of a schema alone and of an empty entry', () => {
    const schema = z.object({ form: z.string() })
    const events = defineEvents({ form_submitted: schema, signed_up: {} })

    const policy = {
      from: 'both',
      identity: 'any',
      guarantee: 'at-least-once',
      consent: 'heeded',
      maxAgeMs: undefined,
      limits: {},
      dedupeKey: undefined,
    }
    expect(events.form_submitted).toEqual({ schema, ...policy })
    expect(events.signed_up).toEqual({ schema: undefined, ...policy })
  })

  it('keeps what an entry says', () => {
    const entry = {
      schema: z.object({ order_id: z.string() }),
      from: 'server',
      identity: 'user',
      dedupeKey: (order: { order_id: string }) => order.order_id,
      guarantee: 'at-most-once',
      consent: 'required',
      limits: { depth: 2, keyCount: 10, stringLength: 100, bytes: 1_000 },
    } as const

    const { paid } = defineEvents({ paid: { ...entry, maxAge: '1h' } })

    expect(paid).toEqual({ ...entry, maxAgeMs: 3_600_000 })
  })

  it.each([
    ['90s', 90_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ] as const)('reads a maxAge of %s as %d ms', (maxAge, maxAgeMs) => {
    expect(defineEvents({ seen: { maxAge } }).seen.maxAgeMs).toBe(maxAgeMs)
  })

  it('makes a catalogue that cannot be changed and has no inherited names', () => {
    const events = defineEvents({ signed_up: {} })

    expect(Object.isFrozen(events) && Object.isFrozen(events.signed_up)).toBe(true)
    expect('toString' in events).toBe(false)
  })

  it.each([
    ['an unknown key', { paid: { form: 'server' } }, 'unknown key "form"'],
    ['an unknown origin', { paid: { from: 'sever' } }, 'from: "sever"'],
    ['an unknown identity', { paid: { identity: 'me' } }, 'identity: "me"'],
    ['a dedupeKey without a guarantee', { paid: { dedupeKey: () => 'x' } }, 'guarantee'],
    ['a dedupeKey that is no function', { paid: { dedupeKey: 'x', guarantee: 'at-most-once' } }, 'dedupeKey'],
    ['an unknown consent', { paid: { consent: 'maybe' } }, 'consent: "maybe"'],
    ['a maxAge without a unit', { paid: { maxAge: 60 } }, 'maxAge'],
    ['a maxAge of nothing', { paid: { maxAge: '0s' } }, 'maxAge'],
    ['an unknown limit', { paid: { limits: { deepness: 3 } } }, 'unknown limit "deepness"'],
    ['a limit below 1', { paid: { limits: { depth: 0 } } }, 'depth: 0'],
    ['limits that are none', { paid: { limits: 5 } }, 'limits'],
    ['a schema that is none', { paid: { schema: {} } }, 'schema'],
    ['no entry', { paid: null }, 'paid'],
    ['an empty name', { '': {} }, 'is not a name'],
    ['a name of 129 characters', { ['x'.repeat(129)]: {} }, 'is not a name'],
    ['a name with a line break', { 'a\nb': {} }, 'is not a name'],
    ['a name from the prototype', JSON.parse('{"__proto__":{}}'), 'is not a name'],
  ])('throws MIDA-101 for %s', (_what, entries, words) => {
    expect(() => untyped(entries)).toThrow(MidaSetupError)
    expect(() => untyped(entries)).toThrow(words)
    expect(() => untyped(entries)).toThrow('docs/errors/MIDA-101.md')
  })
})

describe('each set-up error', () => {
  it.each(Object.keys(SETUP_ERRORS))('%s has a page', async (code) => {
    const { readFile } = await import('node:fs/promises')
    const page = await readFile(new URL(`../../../docs/errors/${code}.md`, import.meta.url), 'utf8')
    expect(page.startsWith(`# ${code}`)).toBe(true)
  })
})
