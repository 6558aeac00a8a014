// Gives the lab's strict page its policy, with a nonce for each answer. No check of who may do what lives here.
import { type NextRequest, NextResponse } from 'next/server'
import { NONCE_HEADER, toStrictPolicy } from '@/lib/lab/strict-policy'

export const config = { matcher: '/lab/strict-csp' }

export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = btoa(crypto.randomUUID())
  const policy = await toStrictPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set(NONCE_HEADER, nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}
