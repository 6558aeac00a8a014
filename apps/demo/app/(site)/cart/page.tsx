// The cart. Dynamic, since it reads the cart's cookie.
import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactElement } from 'react'
import { CartTable } from '@/components/cart/cart-table'
import { CartWatch } from '@/components/cart/cart-watch'
import { countItems, toLines } from '@/lib/cart'
import { readCart } from '@/lib/cart-cookie'
import { PRODUCT_IDS } from '@/lib/products'

export const metadata: Metadata = { title: 'Cart', description: 'What you are about to buy.' }

export default async function CartPage(): Promise<ReactElement> {
  const cart = await readCart()
  const lines = toLines(cart, PRODUCT_IDS)
  return (
    <>
      <h1>Your cart</h1>
      <CartWatch count={countItems(cart)} />
      {lines.length === 0 ? (
        <p>
          It is empty. <Link href="/shop">Look around the shop</Link>
        </p>
      ) : (
        <>
          <CartTable lines={lines} canChange />
          <Link className="button" href="/checkout" prefetch={false}>
            Check out
          </Link>
        </>
      )}
    </>
  )
}
