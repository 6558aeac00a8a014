// One fewer and one more of a product in the cart: two small forms.
import type { ReactElement } from 'react'
import { setCartCount } from '@/lib/actions/change-cart'
import { MAX_COUNT } from '@/lib/cart'
import type { Product } from '@/lib/products'

export function CartCount({ product, count }: { product: Product; count: number }): ReactElement {
  return (
    <form action={setCartCount} className="cart-count">
      <input type="hidden" name="product" value={product.id} />
      <button className="step" name="count" value={count - 1} type="submit">
        <span aria-hidden="true">−</span>
        <span className="visually-hidden">One {product.name} fewer</span>
      </button>
      <span>{count}</span>
      <button className="step" name="count" value={Math.min(count + 1, MAX_COUNT)} type="submit">
        <span aria-hidden="true">+</span>
        <span className="visually-hidden">One {product.name} more</span>
      </button>
    </form>
  )
}
