// `forget` in Next: the kit's cookie goes too, where it is the visitor's own and the request can still set one.
import type { Visitor } from '@mida-kit/contract'
import { cookies } from 'next/headers.js'
import { type ForgetReport, forgetVisitor } from '../forget.ts'
import type { Recorder } from '../recorder.ts'
import { cookieName, toUserTag } from '../visitor-cookie.ts'
import { readCurrentCookie } from './request-source.ts'

/** Removes the cookie in server actions and route handlers; an admin who forgets somebody else keeps their own. */
export async function forgetWithCookie(recorder: Recorder, visitor: Visitor): Promise<ForgetReport> {
  const report = await forgetVisitor(recorder, visitor)
  const isOwn = await isOwnCookie(recorder, visitor)
  return { ...report, isCookieCleared: isOwn && (await clearCookie(recorder.options.cookieDomain)) }
}

async function isOwnCookie(recorder: Recorder, { id, midaUuid }: Visitor): Promise<boolean> {
  try {
    const cookie = await readCurrentCookie(recorder.options.cookieDomain)
    if (cookie === null) return false
    if (cookie.midaUuid === midaUuid) return true
    return id !== undefined && cookie.userTag === (await toUserTag(await recorder.hashId(id)))
  } catch {
    return false // Rendering at build time, or a secret that cannot be used: there is no cookie to remove.
  }
}

async function clearCookie(domain: string | undefined): Promise<boolean> {
  try {
    const jar = await cookies()
    for (const isSecure of [true, false]) {
      const name = cookieName({ isSecure, domain })
      jar.set({
        name,
        value: '',
        path: '/',
        maxAge: 0,
        httpOnly: true,
        secure: isSecure,
        ...(domain ? { domain } : {}),
      })
    }
    return true
  } catch {
    return false // A component is rendering: the answer has begun.
  }
}
