'use client'
// Who is logged in, as this tab knows it.
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { meQuery } from '@/lib/queries/me'

export function KnownUser(): ReactElement {
  const { data: me } = useQuery(meQuery)
  const text = me ? me.email : 'Nobody'
  return <span className="late-text">{me === undefined ? '…' : text}</span>
}
