// Thousands of random bodies, valid ones and such that are wrong in one place or in all, with the globals watched.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTarget, readHarmless, type Target } from './hostile.ts'
import { post } from './support.ts'

const POLLUTING_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'toJSON',
  'then',
  '',
]

const key = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.constantFrom(...POLLUTING_KEYS),
  fc.string({ unit: 'binary' }),
)
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 9, depthSize: 'large' },
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.double(),
    fc.constantFrom(null, true, Number.MAX_VALUE, -0, '\u0000', '\ud800'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map(toObject),
  ),
})).value

/** A field as it should be, most often; else anything. */
const or = (good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: anything })

const eventOf = (uuid: string): fc.Arbitrary<object> =>
  fc
    .record(
      {
        kit_event_id: or(fc.uuid()),
        event_name: or(
          fc.constantFrom('form_submitted', 'signed_up', 'page_read', 'plan_upgraded', 'profile_saved'),
        ),
        properties: or(fc.record({ form: fc.string() })),
        mida_uuid: or(fc.constant(uuid)),
        as: or(fc.constantFrom(null, 'ann')),
        consent: or(fc.constantFrom('granted', 'denied', 'pending')),
        occurred_at: or(fc.constant('2026-11-23T12:00:00.000Z')),
        url_origin: or(fc.webUrl().map((url) => new URL(url).origin)),
        url_path: or(fc.constant('/pricing')),
        id: anything,
        email: anything,
      },
      { requiredKeys: ['kit_event_id', 'event_name', 'mida_uuid', 'occurred_at'] },
    )
    // `id` and `email` are refused whatever they hold: in one of ten events is enough.
    .chain((event) =>
      fc.nat(9).map((chance) => (chance === 0 ? event : { ...event, id: undefined, email: undefined })),
    )

const bodyOf = (uuid: string): fc.Arbitrary<unknown> =>
  fc.record(
    {
      events: or(
        fc.array(fc.oneof({ weight: 8, arbitrary: eventOf(uuid) }, { weight: 1, arbitrary: anything }), {
          maxLength: 4,
        }),
      ),
      visitor: or(
        fc.record({
          mida_uuid: or(fc.constant(uuid)),
          as: or(fc.constant(null)),
          consent: or(fc.constant('granted')),
        }),
      ),
      forget: or(fc.constant(true)),
      extra: anything,
    },
    { requiredKeys: ['events'] },
  )

/** As JSON.parse makes it: with own keys, even `__proto__`. */
function toObject(entries: readonly (readonly [string, unknown])[]): object {
  const object = {}
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}

// Node makes some globals at their first use, so the picture of what is clean is taken after a first request.
const first = createTarget()
await readHarmless(await first.mida.handle(post({ visitor: { mida_uuid: first.uuid } })))
const { assertNoPoisoning } = await import('@fast-check/poisoning')

let asked = 0

/** Throws where a global or a prototype has changed; what vitest keeps there of its own changes all the time. */
function expectNoPoisoning(): void {
  asked += 1
  if (asked % 20 !== 0) return // A look at every global takes longer than a request.
  assertNoPoisoning({ ignoredRootRegex: /^__vitest/ })
}

/** Sends one body, and checks the answer and what went to Mida. */
async function attack({ mida, takeForwarded }: Target, body: string): Promise<number> {
  const { status } = await readHarmless(await mida.handle(post(body)))
  await mida.flush()
  takeForwarded()
  expectNoPoisoning()
  return status
}

describe('a random body', { timeout: 60_000 }, () => {
  it('of the protocol’s shape gets 202 or a reason, forwards only what is valid, and poisons nothing', async () => {
    const target = createTarget({ user: () => ({ id: 'bob' }) })
    const statuses = new Set<number>()

    await fc.assert(
      fc.asyncProperty(bodyOf(target.uuid), async (body) => {
        statuses.add(await attack(target, JSON.stringify(body)))
      }),
      { numRuns: 1_000 },
    )

    expect([...statuses].sort()).toEqual([202, 400, 422])
  })

  it('of any shape gets a reason', async () => {
    const target = createTarget()

    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          anything.map((value) => JSON.stringify(value) ?? ''),
        ),
        async (body) => {
          expect(await attack(target, body)).toBeGreaterThanOrEqual(400)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('with one byte changed, cut or doubled never breaks the endpoint', async () => {
    const target = createTarget()
    const whole = new TextEncoder().encode(
      JSON.stringify({
        events: [
          {
            kit_event_id: 'mutated-event',
            event_name: 'form_submitted',
            properties: { form: 'é😀' },
            mida_uuid: target.uuid,
            as: null,
            occurred_at: '2026-11-23T12:00:00Z',
          },
        ],
      }),
    )
    const { url, headers } = post('')

    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.constantFrom('change', 'cut', 'double'),
        async (at, byte, how) => {
          const tail = {
            change: [byte, ...whole.slice(at + 1)],
            cut: [],
            double: [...whole.slice(at), ...whole.slice(at)],
          }[how]
          const body = new Uint8Array([...whole.slice(0, at), ...tail])
          await readHarmless(await target.mida.handle(new Request(url, { method: 'POST', headers, body })))
        },
      ),
      { numRuns: 1_000 },
    )
    await target.mida.flush()

    expect(target.takeForwarded().length).toBeGreaterThan(0)
  })
})
