// The endpoint's answers: JSON, never stored, the same shape whoever asks.
import type { EndpointAnswer, EndpointError, EndpointErrorCode, EventResult } from '@mida-kit/contract'

const HTTP_STATUS: Readonly<Record<EndpointErrorCode, number>> = {
  method_not_allowed: 405,
  foreign_origin: 403,
  unsupported_content_type: 415,
  body_too_large: 413,
  body_too_slow: 408,
  rate_limited: 429,
  invalid_json: 400,
  invalid_request: 400,
  identifier_not_allowed: 400,
  session_unavailable: 503,
  misconfigured: 503,
}

/** An answer with a JSON body. */
export function answerJson(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(toInertJson(body), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}

/** JSON that is the same to every reader of JSON, and nothing to a page: a refusal names fields as the client wrote them. */
function toInertJson(body: object): string {
  return JSON.stringify(body).replaceAll(
    /[<>&\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The answer to a request that is refused whole. */
export function answerError({ code, message, field }: EndpointError): Response {
  const headers: Record<string, string> = code === 'method_not_allowed' ? { allow: 'GET, POST' } : {}
  return answerJson(HTTP_STATUS[code], { code, message, field }, headers)
}

// Refused for who is asking or for what the server can take now, not for what the event is: no mistake of the page,
// so no error in its console.
const NO_MISTAKE = [
  'no_visitor',
  'user_required',
  'identity_changed',
  'queue_full',
  'outbox_unavailable',
  'closed',
  'too_old',
  'consent_unavailable',
]

/** The answer to a request that came too soon: `Retry-After` in whole seconds, at least one. */
export function answerRateLimited(waitMs: number): Response {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  const body = { code: 'rate_limited', message: 'Too many requests. Send it again later.' } as const
  return answerJson(HTTP_STATUS.rate_limited, body, { 'retry-after': String(seconds) })
}

/** The answer to events: 202, or 422 with the first refusal where every one was refused for what it is. */
export function answerResults({ results }: EndpointAnswer): Response {
  const [first] = results
  if (first?.status !== 'refused' || !results.every(isMistake)) return answerJson(202, { results })
  const { code, message, field } = first
  return answerJson(422, { code, message, field, results })
}

function isMistake(result: EventResult): boolean {
  return result.status === 'refused' && !NO_MISTAKE.includes(result.code)
}
