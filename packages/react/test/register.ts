// The catalogue of the tests, declared as an app declares its own. It holds for every file of this package's tests.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'

const events = defineEvents({
  form_submitted: z.object({ form: z.string() }),
  signed_up: {},
  search_done: z.object({ text: z.string().optional() }),
  page_read: { from: 'browser', schema: z.object({ page: z.string() }) },
  plan_upgraded: { from: 'server', schema: z.object({ to_plan: z.string() }) },
  large: z.object({ text: z.union([z.string(), z.array(z.string())]) }),
  one: {},
  two: {},
  three: {},
  four: {},
  five: {},
})

declare module '@mida-kit/contract' {
  interface Register {
    events: typeof events
  }
}
