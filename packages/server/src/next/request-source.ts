// What Next knows of the current request: its cookie, its control flow, and whether it is rendering.
import { MidaSetupError } from '@mida-kit/contract'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { headers } from 'next/headers.js'
import { hasPrivacySignal } from '../endpoint/guards.ts'
import type { PrivacySignal } from '../options.ts'
import { type CookieVisitor, isHttps, readVisitorCookie } from '../visitor-cookie.ts'

/** The kit's cookie of the current request; null outside a request. */
export async function readCurrentCookie(domain: string | undefined): Promise<CookieVisitor | null> {
  try {
    const all = await headers()
    const proto = all.get('x-forwarded-proto')
    return readVisitorCookie(all.get('cookie'), { isSecure: proto === null ? null : isHttps(proto), domain })
  } catch (error) {
    if (isControlFlow(error)) throw error
    return null // Outside a request nobody is here.
  }
}

/** Whether the browser of the current request sends one of the signals; no outside a request. */
export async function hasCurrentSignal(signals: readonly PrivacySignal[]): Promise<boolean> {
  if (signals.length === 0) return false
  try {
    return hasPrivacySignal(await headers(), signals)
  } catch (error) {
    if (isControlFlow(error)) throw error
    return false
  }
}

/** Next steers by throwing (redirect, notFound, dynamic rendering); such errors carry a digest. */
export function isControlFlow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error
}

/** Whether an error is Next's `redirect`, which is how a server action ends well. */
export function isRedirect(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('digest' in error)) return false
  return typeof error.digest === 'string' && error.digest.startsWith('NEXT_REDIRECT')
}

/**
 * Refuses to track while a server component renders: that happens at build time, on prefetch and again on navigation,
 * so an event there would count what nobody did. Server actions, route handlers, `proxy.ts` and `after` are fine.
 *
 * @throws MidaSetupError MIDA-310.
 */
export function refuseWhileRendering(name: string): void {
  // Renders of pages, ahead of time or on request, are of this phase; route handlers and actions are of another.
  if (workUnitAsyncStorage.getStore()?.phase !== 'render') return
  throw new MidaSetupError('MIDA-310', `The event is ${JSON.stringify(name)}.`)
}
