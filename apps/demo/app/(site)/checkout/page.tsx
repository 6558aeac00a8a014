// The checkout. Dynamic, since it reads the cart and the session.
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import type { ReactElement } from 'react'
import { CartTable } from '@/components/cart/cart-table'
import { CheckoutForm } from '@/components/cart/checkout-form'
import { sumCents, toLines } from '@/lib/cart'
import { readCart } from '@/lib/cart-cookie'
import { formatCents } from '@/lib/money'
import { PRODUCT_IDS } from '@/lib/products'
import { readCurrentUser } from '@/lib/session'

export const metadata: Metadata = { title: 'Checkout', description: 'Place your order.' }

export default async function CheckoutPage(): Promise<ReactElement> {
  const lines = toLines(await readCart(), PRODUCT_IDS)
  if (lines.length === 0) redirect('/cart')
  const user = await readCurrentUser()
  return (
    <>
      <h1>Checkout</h1>
      <CartTable lines={lines} />
      <section className="card narrow" aria-labelledby="payment-heading">
        <h2 id="payment-heading">Payment</h2>
        <CheckoutForm email={user?.email ?? ''} total={formatCents(sumCents(lines))} />
      </section>
    </>
  )
}
