// The top of every page.
import Link from 'next/link'
import type { ReactElement } from 'react'
import { CartLink } from './cart-link'
import { NavLink } from './nav-link'
import { SessionLinks } from './session-links'

export function SiteHeader(): ReactElement {
  return (
    <header className="site-header">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <nav aria-label="Main" className="wrap">
        <Link className="brand" href="/">
          Tidydesk
        </Link>
        <NavLink href="/shop">Shop</NavLink>
        <NavLink href="/pricing">Pricing</NavLink>
        <NavLink href="/account" prefetch={false}>
          Account
        </NavLink>
        <span className="session">
          <SessionLinks />
          <CartLink />
        </span>
      </nav>
    </header>
  )
}
