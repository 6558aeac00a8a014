// The cart's cookie: the products and how many of each, as JSON. Prices never come from it.
import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { type Cart, EMPTY_CART, MAX_COUNT } from '@/lib/cart'
import { PRODUCT_IDS } from '@/lib/products'

const NAME = 'shop_cart'
const MONTH_SECONDS = 30 * 24 * 60 * 60

const count = z.number().int().min(1).max(MAX_COUNT)
const cookieContent = z.partialRecord(z.enum(PRODUCT_IDS), count)

/** A cookie may hold anything: what is no cart is an empty one. */
export async function readCart(): Promise<Cart> {
  const value = (await cookies()).get(NAME)?.value
  return value === undefined ? EMPTY_CART : parseCart(value)
}

/** For server actions. */
export async function writeCart(cart: Cart): Promise<void> {
  const jar = await cookies()
  jar.set(NAME, JSON.stringify(cart), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: MONTH_SECONDS,
  })
}

function parseCart(value: string): Cart {
  try {
    const content = cookieContent.safeParse(JSON.parse(value))
    return content.success ? content.data : EMPTY_CART
  } catch {
    return EMPTY_CART
  }
}
