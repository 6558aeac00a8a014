// A user's orders, the newest first.
import Link from 'next/link'
import type { ReactElement } from 'react'
import type { Order } from '@/lib/database/orders'
import { formatCents } from '@/lib/money'
import { ORDER_WORDS } from '@/lib/orders/order-words'

export function OrderList({ orders }: { orders: readonly Order[] }): ReactElement {
  return (
    <section className="card" aria-labelledby="orders-heading">
      <h2 id="orders-heading">Your orders</h2>
      {orders.length === 0 && <p className="hint">None yet.</p>}
      <ul className="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <Link href={`/orders/${order.id}`} prefetch={false}>
              {formatCents(order.totalCents)}, {new Date(order.placedAtMs).toISOString().slice(0, 10)}
            </Link>{' '}
            <span className="hint">{ORDER_WORDS[order.status]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
