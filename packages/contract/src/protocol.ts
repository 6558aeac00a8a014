// What travels between the browser and the app's endpoint: the shapes and their limits.

import type { BrowserFailure, Delivery, SkipReason } from './delivery.ts'
import type { JsonObject } from './json.ts'

/** The consent under which an event was tracked. */
export type Consent = 'granted' | 'denied' | 'pending'

/**
 * One event on its way from the browser.
 *
 * `as` is the user at the moment of `track`, null for nobody, absent where it never became known. It is only ever
 * compared with the session. `mida_uuid` is a claim: good for attribution, never for authorisation.
 */
export type WireEvent = {
  readonly kit_event_id: string
  readonly event_name: string
  readonly properties?: JsonObject | undefined
  readonly mida_uuid?: string | undefined
  readonly as?: string | null | undefined
  readonly consent?: Consent | undefined
  /** When `track` was called: an ISO 8601 date-time in UTC. */
  readonly occurred_at: string
  readonly url_origin?: string | undefined
  readonly url_path?: string | undefined
}

/** A uuid alone: sets the cookie and calls `onVisitor`. `as` is the user after whose identify it was published. */
export type WireVisitor = {
  readonly mida_uuid: string
  readonly as?: string | null | undefined
  readonly consent?: Consent | undefined
}

/** The body of `POST {endpoint}`; each part may stand alone. */
export type EndpointRequest = {
  readonly events?: readonly WireEvent[] | undefined
  readonly visitor?: WireVisitor | undefined
  /** Consent withdrawn, or logout with `pause`: clears the kit's cookie. */
  readonly forget?: true | undefined
}

/** What the endpoint did with one event, in the order of the request's events. */
export type EventResult =
  /** `delivery` in development alone: what Mida says is nobody else's business. */
  | { readonly status: 'accepted' | 'duplicate'; readonly delivery?: Delivery | undefined }
  | { readonly status: 'skipped'; readonly because: SkipReason }
  | ({ readonly status: 'refused' } & BrowserFailure)

/** The answer to a request that was read: 202, or 422 where every event was refused for what it is. */
export type EndpointAnswer = { readonly results: readonly EventResult[] }

/** Why a whole request was refused, before any of its events was looked at. */
export type EndpointErrorCode =
  | 'method_not_allowed'
  | 'foreign_origin'
  | 'unsupported_content_type'
  | 'body_too_large'
  | 'body_too_slow'
  | 'rate_limited'
  | 'invalid_json'
  | 'invalid_request'
  | 'identifier_not_allowed'
  | 'session_unavailable'
  | 'misconfigured'

/** The answer to a request that was refused whole: 4xx or 503. */
export type EndpointError = {
  readonly code: EndpointErrorCode
  readonly message: string
  readonly field?: string | undefined
}

/** The answer to `GET {endpoint}`: who is logged in. */
export type SessionAnswer = { readonly user: { readonly id: string } | null }

/** What one request and one event may hold. */
export type ProtocolLimits = {
  /** Events in one request. */
  readonly eventCount: number
  /** Bytes of one request's body, the endpoint's default. */
  readonly bodyBytes: number
  /** Characters of one string in properties. */
  readonly stringLength: number
  /** Levels of objects and lists in properties; the properties themselves are the first. */
  readonly depth: number
  /** Keys and list items of one event's properties, all levels together. */
  readonly keyCount: number
  /** Characters of a key. */
  readonly keyLength: number
  /** Characters of `url_origin` and `url_path`; the client cuts longer ones, the endpoint refuses them. */
  readonly urlLength: number
}

/** What a request of a browser may hold, at most, before the catalogue is asked. */
export const PROTOCOL_LIMITS: ProtocolLimits = {
  eventCount: 20,
  bodyBytes: 64 * 1_024,
  stringLength: 1_024,
  depth: 6,
  keyCount: 200,
  keyLength: 128,
  urlLength: 1_024,
}
