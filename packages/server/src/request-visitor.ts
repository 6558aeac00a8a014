// Who a request is from: the session's user, else the visitor in the kit's cookie.
import type { EventIdentity, RequestFailure, User, Visitor } from '@mida-kit/contract'
import type { HashId } from './hash-id.ts'
import { type Choice, chooseVisitor, type Found, toUserParty } from './identity-policy.ts'
import { readSessionUser, type SessionUser } from './session-user.ts'
import { type CookieVisitor, toUserTag } from './visitor-cookie.ts'

/** What a request says of its sender. */
export type RequestSource = {
  readonly user: () => Promise<User | null>
  readonly hashId: HashId
  readonly cookie: () => Promise<CookieVisitor | null>
  /** Whether its browser says, by a signal that the app heeds, that it does not want to be tracked. */
  readonly isOptedOut: () => Promise<boolean>
  /** Errors that are a framework's own control flow and pass through. @default none */
  readonly isControlFlow?: ((error: unknown) => boolean) | undefined
}

/**
 * The user by `id`, with the cookie's uuid as a fallback where it was published after that user's identify; else the
 * cookie's uuid; as the event's policy has it.
 */
async function chooseRequestVisitor(identity: EventIdentity, source: RequestSource): Promise<Choice> {
  const user = await readSessionUser(source.user, source.hashId, source.isControlFlow)
  if (user === 'unavailable') return { ok: false, failure: SESSION_UNAVAILABLE }
  const cookie = await source.cookie()
  return chooseVisitor(identity, {
    user: user === null ? null : toUserParty(identity, user.id, await findOwnUuid(user, cookie)),
    midaUuid: cookie?.midaUuid ?? null,
  })
}

/** The visitor of an event that names none, with what their browser says of being tracked. */
export async function findRequestVisitor(identity: EventIdentity, source: RequestSource): Promise<Found> {
  const choice = await chooseRequestVisitor(identity, source)
  return { ...choice, isOptedOut: await source.isOptedOut() }
}

/** Who the request is from, for the app's own use; null for nobody, and where the session cannot be read. */
export async function readRequestVisitor(source: RequestSource): Promise<Visitor | null> {
  const choice = await chooseRequestVisitor('any', source)
  return choice.ok ? choice.visitor : null
}

const SESSION_UNAVAILABLE: RequestFailure = {
  code: 'session_unavailable',
  message: 'The user option failed, so it is not known whom the event is for.',
}

/** The cookie's uuid, where it was published after this user's identify: another's would take the event to them. */
async function findOwnUuid({ id }: SessionUser, cookie: CookieVisitor | null): Promise<string | undefined> {
  if (cookie === null || cookie.userTag === null) return undefined
  return cookie.userTag === (await toUserTag(id)) ? cookie.midaUuid : undefined
}
