// What became of one event, and why it was not recorded.
import type { RecordedBy } from './visitor.ts'

/** What Mida, or the way to Mida, answered instead of a success. */
export type MidaFailure =
  | { readonly code: 'rejected'; readonly message: string; readonly httpStatus: number }
  | { readonly code: 'visitor_not_found'; readonly message: string }
  | { readonly code: 'unauthorized'; readonly message: string }
  | { readonly code: 'rate_limited'; readonly message: string; readonly retryAfterMs: number | null }
  | {
      readonly code: 'server_error'
      readonly message: string
      readonly httpStatus: number
      readonly retryAfterMs: number | null
    }
  | {
      readonly code: 'unavailable'
      readonly message: string
      readonly httpStatus: number
      readonly retryAfterMs: number | null
    }
  | { readonly code: 'unreachable'; readonly message: string }
  | { readonly code: 'connection_lost'; readonly message: string }
  | { readonly code: 'timed_out'; readonly message: string }
  | { readonly code: 'malformed_response'; readonly message: string }

/** Why an event was never sent to Mida. `field` is the path of the bad value, e.g. `properties.amount`. */
export type RequestFailure =
  | { readonly code: 'unknown_event'; readonly message: string; readonly field: string }
  | { readonly code: 'wrong_side'; readonly message: string; readonly field: string }
  | { readonly code: 'invalid_event'; readonly message: string; readonly field: string }
  | { readonly code: 'invalid_properties'; readonly message: string; readonly field: string }
  | { readonly code: 'identifier_not_allowed'; readonly message: string; readonly field: string }
  | { readonly code: 'invalid_visitor'; readonly message: string; readonly field: string }
  | { readonly code: 'no_visitor'; readonly message: string }
  | { readonly code: 'user_required'; readonly message: string }
  | { readonly code: 'identity_changed'; readonly message: string }
  | { readonly code: 'session_unavailable'; readonly message: string }
  | { readonly code: 'misconfigured'; readonly message: string }
  | { readonly code: 'queue_full'; readonly message: string }
  /** The outbox could not write the event down: a full disk, a locked or damaged file. */
  | { readonly code: 'outbox_unavailable'; readonly message: string }
  /** Its `maxAge` passed before it was recorded. */
  | { readonly code: 'too_old'; readonly message: string; readonly lastFailure?: MidaFailure | undefined }
  /** Withdrawn by its `signal`. */
  | { readonly code: 'aborted'; readonly message: string; readonly lastFailure?: MidaFailure | undefined }
  /** Taken out by `forget`. */
  | { readonly code: 'forgotten'; readonly message: string; readonly lastFailure?: MidaFailure | undefined }
  /** The store of `dedupeKey`s could not be asked, and the event must never count twice. */
  | { readonly code: 'dedupe_unavailable'; readonly message: string }
  /** The `allow` option threw. */
  | { readonly code: 'consent_unavailable'; readonly message: string }
  | { readonly code: 'closed'; readonly message: string; readonly lastFailure?: MidaFailure | undefined }

/** Why an event was not recorded: what Mida or the way to it said, or what the kit refused before it was sent. */
export type Failure = MidaFailure | RequestFailure

/** Why nothing was sent on purpose: `MIDA_MODE` is `off` or `log`, or the visitor has not consented. */
export type SkipReason = 'off' | 'log' | 'no_consent'

/**
 * What became of one event on the server.
 *
 * `accepted`: in memory, its outcome is told through `onDelivery`. `queued`: on disk in an outbox. `in_doubt`: Mida may
 * or may not have it, and it is not sent again. Every member carries `eventId`, the `kit_event_id` in Mida's data.
 */
export type Delivery =
  | { readonly status: 'recorded'; readonly eventId: string; readonly recordedBy: RecordedBy }
  | { readonly status: 'queued'; readonly eventId: string }
  | { readonly status: 'accepted'; readonly eventId: string }
  | { readonly status: 'duplicate'; readonly eventId: string }
  | { readonly status: 'in_doubt'; readonly eventId: string; readonly failure: MidaFailure }
  | { readonly status: 'skipped'; readonly eventId: string; readonly because: SkipReason }
  | { readonly status: 'failed'; readonly eventId: string; readonly failure: Failure }

/** Why the browser gave an event up. `page_closed`: it could not be handed over while the page closed. */
export type DropReason = 'buffer_full' | 'too_large' | 'too_old' | 'page_closed' | 'endpoint_unreachable'

/**
 * What became of one event in the browser.
 *
 * `accepted`: the app's endpoint has it. `handed_over`: sent while the page closed, the answer was not seen. `stored`:
 * kept for the next page. `failed`: the endpoint refused it, with the endpoint's code.
 */
export type BrowserDelivery =
  | { readonly status: 'accepted'; readonly eventId: string }
  | { readonly status: 'duplicate'; readonly eventId: string }
  | { readonly status: 'handed_over'; readonly eventId: string }
  | { readonly status: 'stored'; readonly eventId: string }
  | { readonly status: 'skipped'; readonly eventId: string; readonly because: SkipReason | 'disabled' }
  | { readonly status: 'dropped'; readonly eventId: string; readonly because: DropReason }
  | { readonly status: 'failed'; readonly eventId: string; readonly failure: BrowserFailure }

/** The endpoint's refusal as it came: `code` is one of `RequestFailure` or `EndpointErrorCode`. */
export type BrowserFailure = {
  readonly code: string
  readonly message: string
  readonly field?: string | undefined
}
