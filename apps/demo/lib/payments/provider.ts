// The simulated payment provider. As a real one does, it calls the shop's webhook from its own machine, without a browser:
// what follows a payment happens although the buyer has closed the tab. It calls again until the shop has taken it.
import 'server-only'
import type { Card } from './cards'
import { SIGNATURE_HEADER, signBody } from './signature'
import type { Webhook } from './webhook'

const TRIES = 5
const FIRST_WAIT_MS = 500

/** Resolves when the shop has been told, or when the provider has given up. */
export async function requestPayment(order: { id: string; cents: number; card: Card }): Promise<void> {
  const news: Webhook =
    order.card === 'works'
      ? { type: 'payment.succeeded', order_id: order.id, cents: order.cents }
      : { type: 'payment.declined', order_id: order.id }
  const body = JSON.stringify(news)
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (await callWebhook(body)) return
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** attempt))
  }
}

async function callWebhook(body: string): Promise<boolean> {
  // `next start` and `next dev` say where they listen; the address of a request could be anybody's word.
  const base = process.env.SHOP_URL || `http://127.0.0.1:${process.env.PORT || 3000}`
  const headers = {
    'content-type': 'application/json',
    [SIGNATURE_HEADER]: signBody(body, { nowMs: Date.now() }),
  }
  const answer = await fetch(new URL('/api/payments/webhook', base), { method: 'POST', headers, body }).catch(
    () => null,
  )
  return answer?.ok ?? false
}
