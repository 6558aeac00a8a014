// What happens to an order after it was placed. Each state is reached once, and its event is tracked right there, in one
// function: whoever brings the same news again changes nothing and tracks nothing.
import 'server-only'
import { findOrder, moveOrder, type Order } from '@/lib/database/orders'
import { mida } from '@/lib/mida/server'
import { CURRENCY, toAmount } from '@/lib/money'

/** What came of some news about an order. */
export type OrderChange = 'changed' | 'unchanged' | 'unknown_order' | 'wrong_amount'

/** The provider has the money. Tracks `purchase_completed`. */
export async function settlePayment(orderId: string, { cents }: { cents: number }): Promise<OrderChange> {
  const order = findOrder(orderId)
  if (!order) return 'unknown_order'
  if (order.totalCents !== cents) return 'wrong_amount'
  if (!moveOrder(order.id, { from: 'open', to: 'paid' })) return 'unchanged'

  const visitor = toVisitor(order)
  if (!visitor) return 'changed'
  const itemCount = order.lines.reduce((sum, { count }) => sum + count, 0)
  const purchase = { ...toEventBase(order), item_count: itemCount }
  await mida.track('purchase_completed', purchase, { visitor })
  return 'changed'
}

/** The provider was refused the money. */
export function declinePayment(orderId: string): OrderChange {
  if (!findOrder(orderId)) return 'unknown_order'
  return moveOrder(orderId, { from: 'open', to: 'declined' }) ? 'changed' : 'unchanged'
}

/** The money went back. Tracks `purchase_refunded`. */
export async function refundOrder(orderId: string): Promise<OrderChange> {
  const order = findOrder(orderId)
  if (!order) return 'unknown_order'
  if (!moveOrder(order.id, { from: 'refund_requested', to: 'refunded' })) return 'unchanged'

  const visitor = toVisitor(order)
  if (visitor) await mida.track('purchase_refunded', toEventBase(order), { visitor })
  return 'changed'
}

/** Whom the order's events are recorded against; null for nobody, and where they may not be recorded. */
function toVisitor({ mayTrack, userId, midaUuid }: Order): { id?: string; midaUuid?: string } | null {
  if (!mayTrack || (userId === null && midaUuid === null)) return null
  return { ...(userId !== null && { id: userId }), ...(midaUuid !== null && { midaUuid }) }
}

function toEventBase({ id, totalCents }: Order): { order_id: string; amount: number; currency: string } {
  return { order_id: id, amount: toAmount(totalCents), currency: CURRENCY }
}
