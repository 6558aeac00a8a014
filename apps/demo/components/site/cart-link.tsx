'use client'
// The way to the cart, with how much is in it once that is known. The number has its place from the start.
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { cartCountQuery } from '@/lib/queries/me'
import { NavLink } from './nav-link'

export function CartLink(): ReactElement {
  const { data: count = 0 } = useQuery(cartCountQuery)
  return (
    <NavLink href="/cart" prefetch={false}>
      Cart <span className="cart-number">{count > 0 && `(${count})`}</span>
    </NavLink>
  )
}
