// Why an event was not recorded, in plain words. A new code of the kit fails to compile here.
import type { DropReason, EndpointErrorCode, Failure, SkipReason } from '@mida-kit/contract'

type Reason = Failure['code'] | EndpointErrorCode | SkipReason | DropReason | 'disabled'

const MIDA_TROUBLE = 'Mida had trouble of its own.'
const NOT_AS_AGREED = 'the event is not one that the shop tracks in this way.'
const NOT_UNDERSTOOD = 'the shop did not accept the request.'

const REASONS: Readonly<Record<Reason, string>> = {
  // What Mida answered.
  rejected: 'Mida refused it.',
  visitor_not_found: 'Mida does not know this visitor.',
  unauthorized: 'Mida does not accept the shop’s API key.',
  rate_limited: 'Mida asked the shop to slow down.',
  server_error: MIDA_TROUBLE,
  unavailable: MIDA_TROUBLE,
  unreachable: 'Mida could not be reached.',
  connection_lost: 'the connection to Mida broke.',
  timed_out: 'Mida did not answer in time.',
  malformed_response: 'Mida’s answer could not be read.',
  // What the shop refused.
  unknown_event: NOT_AS_AGREED,
  wrong_side: NOT_AS_AGREED,
  invalid_event: NOT_AS_AGREED,
  invalid_properties: NOT_AS_AGREED,
  identifier_not_allowed: NOT_UNDERSTOOD,
  invalid_visitor: 'the visitor’s identifier cannot be used.',
  no_visitor: 'nobody could be named. Mida’s script may be blocked in this browser.',
  user_required: 'it needs somebody who is logged in.',
  identity_changed: 'somebody else had logged in by then.',
  session_unavailable: 'the shop could not tell who is logged in.',
  misconfigured: 'the shop has no usable keys for Mida.',
  queue_full: 'too many events were waiting.',
  aborted: 'the shop took it back.',
  forgotten: 'the visitor was forgotten.',
  consent_unavailable: 'the shop could not tell whether it may be recorded.',
  dedupe_unavailable: 'the shop could not tell whether it was recorded before.',
  outbox_unavailable: 'the shop could not write it down.',
  closed: 'the shop was shutting down.',
  method_not_allowed: NOT_UNDERSTOOD,
  foreign_origin: NOT_UNDERSTOOD,
  unsupported_content_type: NOT_UNDERSTOOD,
  body_too_large: 'it was too large.',
  body_too_slow: 'the connection was too slow.',
  invalid_json: NOT_UNDERSTOOD,
  invalid_request: NOT_UNDERSTOOD,
  // What was left out on purpose.
  off: 'Mida is turned off here.',
  log: 'Mida is turned off here, and the event was printed to the server’s log.',
  no_consent: 'there was no consent.',
  disabled: 'Mida is turned off in this browser.',
  // What the browser gave up.
  buffer_full: 'too many events were waiting in the page.',
  too_large: 'it was too large.',
  too_old: 'it had waited too long.',
  page_closed: 'the page was closed first.',
  endpoint_unreachable: 'the shop could not be reached.',
}

/** A sentence without its beginning: it follows "Not recorded: ". */
export function explainReason(code: string | null): string {
  if (code === null) return 'the reason is not known.'
  return isReason(code) ? REASONS[code] : `the reason is “${code}”.`
}

function isReason(code: string): code is Reason {
  return Object.hasOwn(REASONS, code)
}
