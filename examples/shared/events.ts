// The catalogue that the examples share.
import { defineEvents } from '@mida-kit/contract'
import { z } from 'zod'

export const events = defineEvents({
  form_submitted: z.object({ form: z.string() }),
  plan_upgraded: {
    schema: z.object({ from_plan: z.string(), to_plan: z.string() }),
    from: 'server',
    identity: 'user',
  },
})

/** Stands for your own session: the user's id in a cookie. A real app verifies it. */
export function readUserId(cookieHeader: string | null | undefined): string | null {
  return /(?:^|; )session=(\w+)/.exec(cookieHeader ?? '')?.[1] ?? null
}
