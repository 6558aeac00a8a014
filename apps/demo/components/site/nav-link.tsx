'use client'
// A link of the header, which says when it leads to the page one is on.
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactElement, ReactNode } from 'react'

type NavLinkProps = {
  href: string
  /** Whether Next may fetch the page before it is asked for. False for what belongs to one person. */
  prefetch?: false
  children: ReactNode
}

export function NavLink({ href, prefetch, children }: NavLinkProps): ReactElement {
  const isHere = usePathname() === href
  return (
    <Link href={href} prefetch={prefetch ?? null} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  )
}
