// The catalogue and the keys of the server's tests.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'

export const events = defineEvents({
  signed_up: {},
  form_submitted: z.object({ form: z.string() }),
  plan_upgraded: { schema: z.object({ from_plan: z.string(), to_plan: z.string() }), from: 'server' },
  page_read: { schema: z.object({ page: z.string() }), from: 'browser' },
  profile_saved: { schema: z.object({ field: z.string() }), identity: 'user' },
  banner_seen: { schema: z.object({ banner: z.string() }), identity: 'visitor' },
  paid_once: {
    schema: z.object({ order_id: z.string(), amount: z.number() }),
    from: 'server',
    guarantee: 'at-most-once',
  },
  order_paid: {
    schema: z.object({ order_id: z.string(), paid_at: z.coerce.date().optional() }),
    dedupeKey: (order) => order.order_id,
    guarantee: 'at-least-once',
  },
})

export type Events = typeof events

export const KEYS = { projectKey: 'demo-project', apiKey: 'demo-api-key' } as const
