// The catalogue: every event the shop tracks. Types for the browser, validation for the server, policy for both.
// Browser code imports nothing from here: `Register` gives it the types alone, so that zod stays on the server.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'
import { PLAN_IDS } from '@/lib/plans'
import { PRODUCT_IDS } from '@/lib/products'

const plan = z.enum(PLAN_IDS)
const order = z.object({
  order_id: z.string(),
  amount: z.number().positive(),
  currency: z.string().length(3),
})
// item_1_id, item_1_quantity, …: as Mida documents line items.
const lineItem = z.union([z.string(), z.number().int().positive()])

export const events = defineEvents({
  // A schema alone: may come from the browser and from the server.
  form_submitted: z.object({ form: z.string() }),
  plan_compared: { schema: z.object({ plan }), from: 'browser' },
  // An event without properties.
  signed_up: { from: 'server', identity: 'user' },
  // A browser cannot forge this one, and it is recorded against somebody who is logged in or not at all.
  plan_upgraded: {
    schema: z.object({ from_plan: plan, to_plan: plan }),
    from: 'server',
    identity: 'user',
  },
  hero_clicked: { schema: z.object({ variant: z.string() }), from: 'browser' },
  cart_item_added: { schema: z.object({ product: z.enum(PRODUCT_IDS) }), from: 'server' },
  // Recorded by a webhook, which may come twice: one order is one purchase. Better twice than not at all, at Mida.
  purchase_completed: {
    schema: order.extend({ item_count: z.number().int().positive() }).catchall(lineItem),
    from: 'server',
    dedupeKey: (purchase) => purchase.order_id,
    guarantee: 'at-least-once',
  },
  // Recorded by a cron job. A refund that counted twice would be worse than one that is missing.
  purchase_refunded: {
    schema: order,
    from: 'server',
    dedupeKey: (refund) => refund.order_id,
    guarantee: 'at-most-once',
  },
  lab_clicked: { schema: z.object({ scene: z.string() }), from: 'browser' },
})

declare module '@mida-kit/contract' {
  interface Register {
    events: typeof events
  }
}
