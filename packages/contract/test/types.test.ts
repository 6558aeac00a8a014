// What the catalogue's types allow and refuse; tsc is the judge, so a wrong line fails `npm run check`.
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  type BrowserEventName,
  defineEvents,
  type EventProperties,
  type RegisteredEvents,
  type ServerEventName,
  type TrackArguments,
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
      // @ts-expect-error a dedupeKey is a text
      paid: { schema: z.object({ n: z.number() }), dedupeKey: (paid) => paid.n, guarantee: 'at-most-once' },
    })
  }
  expectTypeOf(attempts).toBeFunction()
})

it('knows the catalogue that the app registered', () => {
  expectTypeOf<RegisteredEvents>().toEqualTypeOf<Events>()
})
