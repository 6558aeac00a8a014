'use client'
// The header's right side: who is logged in, asked from the browser so that every page can stay static.
import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useSessionChange } from '@/components/use-session-change'
import { logOut } from '@/lib/actions/log-out'
import { meQuery } from '@/lib/queries/me'
import { NavLink } from './nav-link'

export function SessionLinks(): ReactElement {
  const { data: me, isPending: isAsking } = useQuery(meQuery)
  const changeSession = useSessionChange()
  const {
    mutate,
    isPending: isLeaving,
    isError,
  } = useMutation({
    mutationFn: logOut,
    onSuccess: () => changeSession('/'),
  })

  if (!me) {
    return (
      <span className={isAsking ? 'session-links unknown' : 'session-links'}>
        <NavLink href="/login">Log in</NavLink>
        <NavLink href="/signup">Sign up</NavLink>
      </span>
    )
  }
  return (
    <>
      <span className="me">
        <span className="visually-hidden">Logged in as </span>
        {me.email}
      </span>
      <button
        className="link-button"
        type="button"
        aria-disabled={isLeaving || undefined}
        onClick={() => !isLeaving && mutate()}
      >
        Log out
      </button>
      {isError && (
        <span role="alert" className="error">
          Not logged out: the shop did not answer.
        </span>
      )}
    </>
  )
}
