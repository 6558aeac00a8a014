// Who is logged in, as TanStack Query keeps it in the browser.
import { queryOptions } from '@tanstack/react-query'
import type { PlanId } from '@/lib/plans'
import { fetchJson } from './fetch-json'

export type Me = { readonly id: string; readonly email: string; readonly plan: PlanId }

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => fetchJson<{ user: Me | null }>('/api/me'),
  select: ({ user }) => user,
})
