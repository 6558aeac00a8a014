'use client'
// Tells the header that the cart has changed: the server knows it first.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery } from '@/lib/queries/me'

export function CartWatch({ count }: { count: number }): null {
  const queryClient = useQueryClient()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new count is the reason to ask again.
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
  }, [queryClient, count])
  return null
}
