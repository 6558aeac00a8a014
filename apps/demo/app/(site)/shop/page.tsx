// The things for a desk: a static page whose buttons are forms.
import type { Metadata } from 'next'
import type { ReactElement } from 'react'
import { ProductCard } from '@/components/cart/product-card'
import { PRODUCTS } from '@/lib/products'

export const metadata: Metadata = { title: 'Shop', description: 'Paper, pens and order for your desk.' }

export default function ShopPage(): ReactElement {
  return (
    <>
      <h1>For your desk</h1>
      <ul className="tiles">
        {PRODUCTS.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </ul>
    </>
  )
}
