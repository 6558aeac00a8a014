// The page for an address that leads nowhere.
import Link from 'next/link'
import type { ReactElement } from 'react'

export default function NotFound(): ReactElement {
  return (
    <div className="prose">
      <h1>There is no such page</h1>
      <p>
        It may have moved, or the address has a slip in it. <Link href="/">Back to the start</Link>
      </p>
    </div>
  )
}
