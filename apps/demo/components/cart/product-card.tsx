// One product, its price, and the way into the cart: a form, which needs no JavaScript.
import type { ReactElement } from 'react'
import { addToCart } from '@/lib/actions/change-cart'
import { formatCents } from '@/lib/money'
import type { Product } from '@/lib/products'

export function ProductCard({ product }: { product: Product }): ReactElement {
  return (
    <li className="card">
      <h2>{product.name}</h2>
      <p className="price">{formatCents(product.priceCents)}</p>
      <p>{product.summary}</p>
      <form action={addToCart}>
        <input type="hidden" name="product" value={product.id} />
        <button className="button" type="submit">
          Add <span className="visually-hidden">{product.name} </span>to cart
        </button>
      </form>
    </li>
  )
}
