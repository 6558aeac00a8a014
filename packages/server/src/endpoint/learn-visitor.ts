// A uuid that a browser publishes: whether the kit's cookie changes for it, and what the app is told.
import type { WireVisitor } from '@mida-kit/contract'
import type { VisitorReport } from '../options.ts'
import type { SessionUser } from '../session-user.ts'
import { type CookieSettings, type CookieVisitor, toUserTag, writeVisitorCookie } from '../visitor-cookie.ts'

export type Learnt = { readonly setCookie: string; readonly report: VisitorReport }

/**
 * What a claim changes; null where the cookie says so already, or where the claim is not this session's.
 *
 * A uuid is bound to the user only where it was published after that user's identify; one that was published for
 * somebody who is not logged in any more is not kept at all.
 */
export async function learnVisitor({
  claim,
  user,
  cookie,
  settings,
}: {
  readonly claim: WireVisitor
  readonly user: SessionUser | null
  readonly cookie: CookieVisitor | null
  readonly settings: CookieSettings
}): Promise<Learnt | null> {
  const claimedFor = claim.as ?? null
  const isOfUser = user !== null && claimedFor === user.id
  if (claimedFor !== null && !isOfUser) return null

  const userTag = isOfUser ? await toUserTag(claimedFor) : null
  const isSameUuid = cookie?.midaUuid === claim.mida_uuid
  if (isSameUuid && (userTag === null || cookie.userTag === userTag)) return null
  const isShared = isSameUuid && cookie.userTag !== null
  return {
    setCookie: writeVisitorCookie({ midaUuid: claim.mida_uuid, userTag }, settings),
    report: { midaUuid: claim.mida_uuid, user: isOfUser ? user.own : null, isShared },
  }
}
