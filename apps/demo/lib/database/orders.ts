// The orders. Each change of an order's state happens once: whoever makes it gets `true`, whoever comes second `false`.
import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ORDER_STATUSES, type OrderStatus } from '@/lib/orders/order-words'
import { PRODUCT_IDS } from '@/lib/products'
import { getDatabase } from './database'

const LISTED_COUNT = 20

const orderLine = z.object({ productId: z.enum(PRODUCT_IDS), count: z.number(), cents: z.number() })

const orderRow = z
  .object({
    id: z.string(),
    user_id: z.string().nullable(),
    email: z.string(),
    mida_uuid: z.string().nullable(),
    may_track: z.number(),
    lines: z.string().transform((json) => z.array(orderLine).parse(JSON.parse(json))),
    total_cents: z.number(),
    status: z.enum(ORDER_STATUSES),
    placed_at: z.number(),
  })
  .transform(({ id, email, lines, status, ...row }) => ({
    ...{ id, email, lines, status },
    userId: row.user_id,
    midaUuid: row.mida_uuid,
    mayTrack: row.may_track === 1,
    totalCents: row.total_cents,
    placedAtMs: row.placed_at,
  }))

export type Order = z.output<typeof orderRow>

export type NewOrder = Pick<Order, 'userId' | 'email' | 'midaUuid' | 'mayTrack' | 'lines' | 'totalCents'>

/** Gives the new order's id, which nobody can guess: it opens the page of an order without an account. */
export function createOrder(order: NewOrder): string {
  const id = randomUUID()
  getDatabase()
    .prepare(
      `INSERT INTO orders (id, user_id, email, mida_uuid, may_track, lines, total_cents, status, placed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'open', ?)`,
    )
    .run(
      id,
      order.userId,
      order.email,
      order.midaUuid,
      order.mayTrack ? 1 : 0,
      JSON.stringify(order.lines),
      order.totalCents,
      Date.now(),
    )
  return id
}

export function findOrder(id: string): Order | null {
  const row = getDatabase().prepare('SELECT * FROM orders WHERE id = ?').get(id)
  return row === undefined ? null : orderRow.parse(row)
}

/** A user's newest orders. */
export function listOrders(userId: string): Order[] {
  const rows = getDatabase()
    .prepare('SELECT * FROM orders WHERE user_id = ? ORDER BY placed_at DESC, rowid DESC LIMIT ?')
    .all(userId, LISTED_COUNT)
  return z.array(orderRow).parse(rows)
}

/** The oldest orders that are in a state. */
export function listOrderIds(status: OrderStatus, { limit }: { limit: number }): string[] {
  const rows = getDatabase()
    .prepare('SELECT id FROM orders WHERE status = ? ORDER BY placed_at LIMIT ?')
    .all(status, limit)
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id)
}

export type OrderStep = { readonly from: OrderStatus; readonly to: OrderStatus }

/** False where the order is not in `from` (any more). */
export function moveOrder(id: string, { from, to }: OrderStep): boolean {
  const { changes } = getDatabase()
    .prepare('UPDATE orders SET status = ? WHERE id = ? AND status = ?')
    .run(to, id, from)
  return changes === 1
}

/** A user's orders are told to Mida no more, whatever becomes of them. */
export function forgetOrderVisitors(userId: string): void {
  getDatabase().prepare('UPDATE orders SET may_track = 0, mida_uuid = NULL WHERE user_id = ?').run(userId)
}
