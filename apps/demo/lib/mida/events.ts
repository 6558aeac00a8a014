// The catalogue: every event the shop tracks. Types for the browser, validation for the server, policy for both.
// Browser code imports nothing from here: `Register` gives it the types alone, so that zod stays on the server.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'
import { PLAN_IDS } from '@/lib/plans'

const plan = z.enum(PLAN_IDS)

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
})

declare module '@mida-kit/contract' {
  interface Register {
    events: typeof events
  }
}
