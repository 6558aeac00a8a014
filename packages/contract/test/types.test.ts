// What the catalogue's types allow and refuse; tsc is the judge, so a wrong line fails `npm run check`.
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  type BrowserEventName,
  defineEvents,
  type EventProperties,
  type EventVisitor,
  purchase,
  purchaseSchema,
  type RegisteredEvents,
  type ServerEventName,
  type TrackArguments,
  type Visitor,
} from '../src/index.ts'

const events = defineEvents({
  signed_up: {},
  logged_in: { from: 'server' },
  page_read: { from: 'browser', schema: z.object({ page: z.string() }) },
  form_submitted: z.object({ form: z.string() }),
  search_done: z.object({ text: z.string().optional() }),
  purchase_completed: {
    schema: z.object({ order_id: z.string(), amount: z.number() }),
    from: 'server',
    dedupeKey: (purchase) => {
      expectTypeOf(purchase).toEqualTypeOf<{ order_id: string; amount: number }>()
      return purchase.order_id
    },
    guarantee: 'at-least-once',
  },
})
type Events = typeof events

declare module '@mida-kit/contract' {
  interface Register {
    events: Events
  }
}

it('lets a browser track all but server events', () => {
  expectTypeOf<BrowserEventName<Events>>().toEqualTypeOf<
    'signed_up' | 'page_read' | 'form_submitted' | 'search_done'
  >()
})

it('lets a server track all but browser events', () => {
  expectTypeOf<ServerEventName<Events>>().toEqualTypeOf<
    'signed_up' | 'logged_in' | 'form_submitted' | 'search_done' | 'purchase_completed'
  >()
})

it('types properties by the schema and makes them optional where none is required', () => {
  expectTypeOf<EventProperties<Events, 'form_submitted'>>().toEqualTypeOf<{ form: string }>()
  expectTypeOf<TrackArguments<EventProperties<Events, 'form_submitted'>, 1>>().toEqualTypeOf<
    [properties: { form: string }, options?: 1]
  >()
  expectTypeOf<[] | [Record<never, never>] | [Record<never, never>, 1]>().toExtend<
    TrackArguments<EventProperties<Events, 'signed_up'>, 1>
  >()
  expectTypeOf<[{ form: 'x' }]>().not.toExtend<TrackArguments<EventProperties<Events, 'signed_up'>, 1>>()
  expectTypeOf<[]>().toExtend<TrackArguments<EventProperties<Events, 'search_done'>, 1>>()
})

it('refuses unknown keys, unknown values and a dedupeKey without a guarantee', () => {
  const attempts = () => {
    // @ts-expect-error a typo in `from` would make an event forgeable
    defineEvents({ paid: { schema: z.object({}), form: 'server' } })
    // @ts-expect-error not an origin
    defineEvents({ paid: { schema: z.object({}), from: 'sever' } })
    defineEvents({
      // @ts-expect-error an event with a dedupeKey names its guarantee
      paid: { schema: z.object({ id: z.string() }), dedupeKey: (paid: { id: string }) => paid.id },
    })
    // @ts-expect-error not a schema
    defineEvents({ paid: { schema: 'string' } })
    defineEvents({
      // @ts-expect-error a time names its unit
      seen: { maxAge: 60_000 },
    })
    defineEvents({
      // @ts-expect-error not a rule of consent
      seen: { consent: 'maybe' },
    })
    defineEvents({
      // @ts-expect-error not a limit
      seen: { limits: { deepness: 3 } },
    })
    defineEvents({
      // @ts-expect-error a dedupeKey is a text
      paid: { schema: z.object({ n: z.number() }), dedupeKey: (paid) => paid.n, guarantee: 'at-most-once' },
    })
  }
  expectTypeOf(attempts).toBeFunction()
})

it('takes a whole policy, and types whom an event is recorded against by its identity', () => {
  const policies = defineEvents({
    profile_saved: { identity: 'user', consent: 'required', maxAge: '15m', limits: { depth: 2 } },
    banner_seen: { identity: 'visitor' },
    searched: {},
  })
  type Policies = typeof policies
  type Of<Name extends keyof Policies> = EventVisitor<Policies, Name>

  expectTypeOf<{ id: string }>().toExtend<Of<'profile_saved'>>()
  expectTypeOf<{ email: string }>().toExtend<Of<'profile_saved'>>()
  expectTypeOf<{ midaUuid: string }>().not.toExtend<Of<'profile_saved'>>()
  expectTypeOf<{ id: string; midaUuid: string }>().toExtend<Of<'banner_seen'>>()
  expectTypeOf<{ id: string }>().not.toExtend<Of<'banner_seen'>>()
  expectTypeOf<Of<'searched'>>().toEqualTypeOf<Visitor>()
})

it('types a Purchase by Mida’s documented properties', () => {
  const shop = defineEvents({
    Purchase: {
      schema: purchaseSchema,
      from: 'server',
      dedupeKey: (paid) => paid.order_id ?? '',
      guarantee: 'at-least-once',
    },
  })
  expectTypeOf(purchase).returns.toExtend<EventProperties<typeof shop, 'Purchase'>>()
  const attempts = () => {
    // @ts-expect-error a purchase has a currency
    purchase({ revenue: 1 })
    // @ts-expect-error a revenue is a number
    purchase({ revenue: '1', currency: 'USD' })
  }
  expectTypeOf(attempts).toBeFunction()
})

it('knows the catalogue that the app registered', () => {
  expectTypeOf<RegisteredEvents>().toEqualTypeOf<Events>()
})
