// Who the current request is from: the session's user, else the visitor in the kit's cookie.
import type { EventIdentity, RequestFailure, User } from '@mida-kit/contract'
import { headers } from 'next/headers.js'
import type { HashId } from '../hash-id.ts'
import { type Choice, chooseVisitor, toUserParty } from '../identity-policy.ts'
import { readSessionUser } from '../session-user.ts'
import { type CookieVisitor, isHttps, readVisitorCookie, toUserTag } from '../visitor-cookie.ts'

type Source = {
  readonly user: () => Promise<User | null>
  readonly hashId: HashId
  readonly cookieDomain: string | undefined
}

/**
 * The user by `id`, with the cookie's uuid as a fallback where it was published after that user's identify; else the
 * cookie's uuid; as the event's policy has it.
 */
export async function chooseCurrentVisitor(identity: EventIdentity, source: Source): Promise<Choice> {
  const user = await readSessionUser(source.user, source.hashId, isControlFlow)
  if (user === 'unavailable') return { ok: false, failure: SESSION_UNAVAILABLE }
  const cookie = await readCookie(source.cookieDomain)
  return chooseVisitor(identity, {
    user: user === null ? null : toUserParty(identity, user.id, await findOwnUuid(user.id, cookie)),
    midaUuid: cookie?.midaUuid ?? null,
  })
}

const SESSION_UNAVAILABLE: RequestFailure = {
  code: 'session_unavailable',
  message: 'The user option failed, so it is not known whom the event is for.',
}

/** The cookie's uuid, where it was published after this user's identify: another's would take the event to them. */
async function findOwnUuid(id: string, cookie: CookieVisitor | null): Promise<string | undefined> {
  if (cookie === null || cookie.userTag === null) return undefined
  return cookie.userTag === (await toUserTag(id)) ? cookie.midaUuid : undefined
}

/** The kit's cookie of the current request; null where there is none, or no request. */
export async function readCookie(domain: string | undefined): Promise<CookieVisitor | null> {
  try {
    const all = await headers()
    const proto = all.get('x-forwarded-proto')
    return readVisitorCookie(all.get('cookie'), { isSecure: proto === null ? null : isHttps(proto), domain })
  } catch (error) {
    if (isControlFlow(error)) throw error
    return null // Outside a request nobody is here.
  }
}

/** Next steers by throwing (redirect, notFound, dynamic rendering); such errors carry a digest. */
function isControlFlow(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error
}
