// The cart: what it holds and what that costs. Plain values, for the server and the browser.
import { findProduct, type Product, type ProductId } from '@/lib/products'

/** How many of each product; a product that is not in the cart is not here. */
export type Cart = { readonly [Id in ProductId]?: number }

export type CartLine = { readonly product: Product; readonly count: number; readonly cents: number }

export const MAX_COUNT = 9
export const EMPTY_CART: Cart = {}

export function toLines(cart: Cart, ids: readonly ProductId[]): CartLine[] {
  return ids.flatMap((id) => {
    const count = cart[id] ?? 0
    const product = findProduct(id)
    return count > 0 ? [{ product, count, cents: count * product.priceCents }] : []
  })
}

export function sumCents(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { cents }) => sum + cents, 0)
}

export function countItems(cart: Cart): number {
  return Object.values(cart).reduce((sum, count) => sum + count, 0)
}
