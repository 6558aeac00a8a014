// What the payment provider says in a webhook: from raw text to one of two pieces of news.
import { z } from 'zod'

const webhook = z.discriminatedUnion('type', [
  z.object({ type: z.literal('payment.succeeded'), order_id: z.string().max(64), cents: z.number().int() }),
  z.object({ type: z.literal('payment.declined'), order_id: z.string().max(64) }),
])

export type Webhook = z.output<typeof webhook>

/** Null for what the shop does not understand. */
export function parseWebhook(body: string): Webhook | null {
  try {
    return webhook.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}
