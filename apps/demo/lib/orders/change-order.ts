// What happens to an order after it was placed. Each state is reached once, and its event is written in the same transaction:
// both are there or neither is, and whoever brings the same news again changes nothing and records nothing.
import 'server-only'
import { lineItems } from '@mida-kit/contract'
import { runInTransaction } from '@/lib/database/database'
import { findOrder, moveOrder, type Order, type OrderStep } from '@/lib/database/orders'
import { type Prepared, writeEvent } from '@/lib/mida/durable'
import { mida } from '@/lib/mida/server'
import { CURRENCY, toAmount } from '@/lib/money'

/** What came of some news about an order. */
export type OrderChange = 'changed' | 'unchanged' | 'unknown_order' | 'wrong_amount'

/** The provider has the money. Records `purchase_completed`. */
export async function settlePayment(orderId: string, { cents }: { cents: number }): Promise<OrderChange> {
  const order = findOrder(orderId)
  if (!order) return 'unknown_order'
  if (order.totalCents !== cents) return 'wrong_amount'
  if (order.status !== 'open') return 'unchanged'

  const visitor = toVisitor(order)
  const itemCount = order.lines.reduce((sum, { count }) => sum + count, 0)
  const items = lineItems(order.lines.map(({ productId, count }) => ({ id: productId, quantity: count })))
  const purchase = { ...toEventBase(order), item_count: itemCount, ...items }
  const prepared = visitor && (await mida.prepare('purchase_completed', purchase, { visitor }))
  return moveWithEvent(order.id, { from: 'open', to: 'paid' }, prepared)
}

/** The provider was refused the money. */
export function declinePayment(orderId: string): OrderChange {
  if (!findOrder(orderId)) return 'unknown_order'
  return moveOrder(orderId, { from: 'open', to: 'declined' }) ? 'changed' : 'unchanged'
}

/** The money went back. Records `purchase_refunded`. */
export async function refundOrder(orderId: string): Promise<OrderChange> {
  const order = findOrder(orderId)
  if (!order) return 'unknown_order'
  if (order.status !== 'refund_requested') return 'unchanged'

  const visitor = toVisitor(order)
  const prepared = visitor && (await mida.prepare('purchase_refunded', toEventBase(order), { visitor }))
  return moveWithEvent(order.id, { from: 'refund_requested', to: 'refunded' }, prepared)
}

/** The order's row and its event, in one transaction. Of two who bring the same news one comes second, and changes nothing. */
function moveWithEvent(id: string, step: OrderStep, prepared: Prepared | null): OrderChange {
  return runInTransaction((database) => {
    if (!moveOrder(id, step)) return 'unchanged'
    if (prepared) writeEvent(database, prepared)
    return 'changed'
  })
}

/** Whom the order's events are recorded against; null for nobody, and where they may not be recorded. */
function toVisitor({ mayTrack, userId, midaUuid }: Order): { id?: string; midaUuid?: string } | null {
  if (!mayTrack || (userId === null && midaUuid === null)) return null
  return { ...(userId !== null && { id: userId }), ...(midaUuid !== null && { midaUuid }) }
}

function toEventBase({ id, totalCents }: Order): { order_id: string; amount: number; currency: string } {
  return { order_id: id, amount: toAmount(totalCents), currency: CURRENCY }
}
