// One order and how far it has come. Dynamic, since it reads the database.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { ReactElement } from 'react'
import { CartTable } from '@/components/cart/cart-table'
import { CartWatch } from '@/components/cart/cart-watch'
import { OrderStatusNote } from '@/components/orders/order-status-note'
import { RefundForm } from '@/components/orders/refund-form'
import { findMyOrder } from '@/lib/orders/my-order'
import { findProduct } from '@/lib/products'

// Its address opens an order without an account: it must not leave the page by a referrer or a search engine.
export const metadata: Metadata = { title: 'Order', referrer: 'same-origin', robots: { index: false } }

export default async function OrderPage({
  params,
}: {
  params: Promise<{ id: string }>
}): Promise<ReactElement> {
  const order = await findMyOrder((await params).id)
  if (!order) notFound()
  const lines = order.lines.map(({ productId, ...line }) => ({ ...line, product: findProduct(productId) }))
  return (
    <>
      <h1>Your order</h1>
      <CartWatch count={0} />
      <OrderStatusNote status={order.status} />
      <CartTable lines={lines} />
      <p className="hint">
        The receipt goes to {order.email}. Order <code>{order.id}</code>
      </p>
      {order.status === 'paid' && <RefundForm orderId={order.id} />}
    </>
  )
}
