// Who the current request is from: the session's user, else the visitor in the kit's cookie.
import type { User, Visitor } from '@mida-kit/contract'
import { headers } from 'next/headers.js'
import { warn } from '../report.ts'
import { type CookieVisitor, readVisitorCookie, toUserTag } from '../visitor-cookie.ts'

type Source = {
  readonly user: () => Promise<User | null>
  readonly cookieDomain: string | undefined
}

/**
 * The user by `id`, with the cookie's uuid as a fallback where it was published after that user's identify; else the
 * cookie's uuid; else null.
 */
export async function readCurrentVisitor(source: Source): Promise<Visitor | 'session_unavailable' | null> {
  const user = await readUser(source.user)
  if (user === 'session_unavailable') return user
  const cookie = await readCookie(source.cookieDomain)
  if (user === null) return cookie ? { midaUuid: cookie.midaUuid } : null

  const id = String(user.id)
  const isOwnUuid = cookie?.userTag != null && cookie.userTag === (await toUserTag(id))
  return { id, midaUuid: isOwnUuid ? cookie.midaUuid : undefined }
}

async function readUser(user: Source['user']): Promise<User | 'session_unavailable' | null> {
  try {
    return (await user()) ?? null
  } catch (error) {
    if (isControlFlow(error)) throw error
    warn('[mida] The user option failed, so nothing was recorded:', error)
    return 'session_unavailable'
  }
}

async function readCookie(domain: string | undefined): Promise<CookieVisitor | null> {
  try {
    const all = await headers()
    const isSecure = all.get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https'
    return readVisitorCookie(all.get('cookie'), { isSecure, domain })
  } catch (error) {
    if (isControlFlow(error)) throw error
    return null // Outside a request nobody is here.
  }
}

/** Next steers by throwing (redirect, notFound, dynamic rendering); such errors carry a digest. */
function isControlFlow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error
}
