// Who is logged in and how full the cart is, as TanStack Query keeps it in the browser: one request for both.
import { queryOptions } from '@tanstack/react-query'
import type { PlanId } from '@/lib/plans'
import { fetchJson } from './fetch-json'

export type Me = { readonly id: string; readonly email: string; readonly plan: PlanId }

type Answer = { readonly user: Me | null; readonly cartCount: number }

const question = { queryKey: ['me'], queryFn: () => fetchJson<Answer>('/api/me') }

export const meQuery = queryOptions({ ...question, select: ({ user }: Answer) => user })

export const cartCountQuery = queryOptions({ ...question, select: ({ cartCount }: Answer) => cartCount })
