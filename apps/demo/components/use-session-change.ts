'use client'
// What follows a login, a sign-up and a logout: everybody who shows or tracks the user looks again.
import { useMida } from '@mida-kit/react'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { ACCOUNT_EVENTS_KEY } from '@/lib/queries/account-events'
import { meQuery } from '@/lib/queries/me'

/** Gives a function that tells the kit and the header of a new session, then goes to a page of the shop. */
export function useSessionChange(): (destination: '/' | '/account') => Promise<void> {
  const { refreshUser } = useMida()
  const queryClient = useQueryClient()
  const router = useRouter()

  return async (destination) => {
    // Never rejects, and never takes longer than 3 s.
    await refreshUser()
    queryClient.removeQueries({ queryKey: [ACCOUNT_EVENTS_KEY] })
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
    router.push(destination)
  }
}
