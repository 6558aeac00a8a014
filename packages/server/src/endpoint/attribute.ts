// Whom a browser's event is recorded against: the session's user where the event's own tag agrees, else its own uuid.
import type { EventIdentity, RequestFailure, WireEvent } from '@mida-kit/contract'
import { type Choice, chooseVisitor, toUserParty } from '../identity-policy.ts'
import type { SessionUser } from '../session-user.ts'

/** What is known about the sender of a request. */
export type Sender = {
  readonly user: SessionUser | null
  /** The uuid in the kit's cookie, for events of nobody whose page knew none. */
  readonly cookieUuid: string | null
  /** The browser signals that it does not want to be tracked, and the app heeds that. */
  readonly isOptedOut: boolean
}

/**
 * Decides by the session, never by the event: `as` is only compared. An event that was tracked as somebody else is
 * recorded by its own uuid where its policy allows a mere visitor, and never as the session's user.
 */
export function attribute(event: WireEvent, identity: EventIdentity, { user, cookieUuid }: Sender): Choice {
  const sessionId = user?.id ?? null
  const isSameUser = sessionId !== null && event.as === sessionId
  const isAnonymous = sessionId === null && (event.as ?? null) === null
  const choice = chooseVisitor(identity, {
    // Only a uuid that was published after this user's identify comes with such an event.
    user: isSameUser ? toUserParty(identity, sessionId, event.mida_uuid) : null,
    midaUuid: event.mida_uuid ?? (isAnonymous ? cookieUuid : null),
  })
  return choice.ok || isSameUser || isAnonymous ? choice : { ok: false, failure: IDENTITY_CHANGED }
}

const IDENTITY_CHANGED: RequestFailure = {
  code: 'identity_changed',
  message: 'The event was not tracked as the user who is logged in now, and has no mida_uuid that would do.',
}
