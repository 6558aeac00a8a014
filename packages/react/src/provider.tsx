'use client'
// Gives the page's client to the components below, and tells it the options and the user. It holds no rules.
import type { User } from '@mida-kit/contract'
import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { openPageClient } from './client.ts'
import { MidaContext } from './context.ts'
import type { MidaClientOptions } from './options.ts'

/** The client's options, and the user where the app knows it. */
export type MidaProviderProps = Omit<MidaClientOptions, 'userFrom'> & {
  children?: ReactNode
  /**
   * Who is logged in: undefined (not known yet), null (nobody) or the user. Leave the prop out, and the endpoint is
   * asked instead.
   */
  user?: User | null | undefined
}

/**
 * Starts the page's one client and gives it to the hooks below. Belongs in the root layout; server components stay on
 * the server under it. Options may change between renders; with several providers on a page the last one's hold.
 */
export function MidaProvider({ children, ...props }: MidaProviderProps): ReactElement {
  const [client] = useState(openPageClient)

  useEffect(() => {
    const { user, ...options } = props
    const isGiven = 'user' in props
    client.start({ ...options, userFrom: isGiven ? 'app' : 'endpoint' })
    if (isGiven) client.setUser(user)
  })

  return <MidaContext.Provider value={client}>{children}</MidaContext.Provider>
}
