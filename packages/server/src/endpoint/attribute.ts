// Whom a browser's event is recorded against: the session's user where the event's own tag agrees, else its own uuid.
import type { EventIdentity, RequestFailure, User, Visitor, WireEvent } from '@mida-kit/contract'

/** What is known about the sender of a request. */
export type Sender = {
  readonly user: User | null
  /** The uuid in the kit's cookie, for events whose page knew none. */
  readonly cookieUuid: string | null
}

export type Attribution =
  | { readonly ok: true; readonly visitor: Visitor }
  | { readonly ok: false; readonly failure: RequestFailure }

/**
 * Decides by the session, never by the event: `as` is only compared. An event that was tracked as somebody else is
 * recorded by its own uuid where its policy allows a mere visitor, and never as the session's user.
 */
export function attribute(
  event: WireEvent,
  identity: EventIdentity,
  { user, cookieUuid }: Sender,
): Attribution {
  const sessionId = user === null ? null : String(user.id)
  const isSameUser = sessionId !== null && event.as === sessionId
  if (isSameUser && identity !== 'visitor') {
    // Only a uuid that was published after this user's identify comes with such an event.
    return { ok: true, visitor: { id: sessionId, midaUuid: event.mida_uuid } }
  }
  const hasChanged = !isSameUser && (event.as ?? null) !== sessionId
  if (identity === 'user') return refuse(hasChanged ? IDENTITY_CHANGED : USER_REQUIRED)

  const isAnonymous = sessionId === null && (event.as ?? null) === null
  const midaUuid = event.mida_uuid ?? (isAnonymous ? cookieUuid : null)
  if (midaUuid) return { ok: true, visitor: { midaUuid } }
  return refuse(hasChanged ? IDENTITY_CHANGED : NO_VISITOR)
}

const IDENTITY_CHANGED: RequestFailure = {
  code: 'identity_changed',
  message: 'The event was tracked as another user than the one who is logged in now.',
}
const USER_REQUIRED: RequestFailure = {
  code: 'user_required',
  message: 'This event needs somebody who is logged in.',
}
const NO_VISITOR: RequestFailure = {
  code: 'no_visitor',
  message: 'Nobody is named: no user is logged in, and no mida_uuid came with the event.',
}

function refuse(failure: RequestFailure): Attribution {
  return { ok: false, failure }
}
