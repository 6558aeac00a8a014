// Whom an event may be recorded against, by the `identity` of its catalogue entry: the same rule for both lanes.
import type { EventIdentity, RequestFailure, Visitor } from '@mida-kit/contract'

/** Who could be meant: the known user, and the visitor that the browser is. */
export type Parties = {
  /** The user by `id` or `email`, with a uuid as fallback; null for nobody. */
  readonly user: Visitor | null
  /** The uuid of the browser; null where there is none. */
  readonly midaUuid: string | null
}

/** The visitor to record against, or why there is none. */
export type Choice =
  | { readonly ok: true; readonly visitor: Visitor }
  | { readonly ok: false; readonly failure: RequestFailure }

/** A choice by what a request says of its sender. */
export type Found = Choice & {
  /** The browser's signal against being tracked: it counts as `denied`. */
  readonly isOptedOut?: boolean
}

/** `visitor` takes the uuid alone, `user` the user alone, `any` the user where one is known, else the uuid. */
export function chooseVisitor(identity: EventIdentity, { user, midaUuid }: Parties): Choice {
  if (user !== null && identity !== 'visitor') return { ok: true, visitor: user }
  if (identity === 'user') return { ok: false, failure: USER_REQUIRED }
  return midaUuid === null ? { ok: false, failure: NO_VISITOR } : { ok: true, visitor: { midaUuid } }
}

/**
 * The user of a session. The browser's uuid beside the id is a fallback, but a claim: an event that needs a user is
 * sent by the id alone.
 */
export function toUserParty(identity: EventIdentity, id: string, midaUuid: string | undefined): Visitor {
  return identity === 'user' ? { id } : { id, midaUuid }
}

/** The parties of a visitor that the app names itself. */
export function toParties(visitor: Visitor): Parties {
  const isKnown = visitor.id !== undefined || visitor.email !== undefined
  return { user: isKnown ? visitor : null, midaUuid: visitor.midaUuid ?? null }
}

const USER_REQUIRED: RequestFailure = {
  code: 'user_required',
  message: 'This event needs somebody who is logged in (identity: "user" in the catalogue).',
}

const NO_VISITOR: RequestFailure = {
  code: 'no_visitor',
  message:
    'Nobody is named: no user is logged in and no mida_uuid is known. Pass { visitor } for somebody who is not here.',
}
