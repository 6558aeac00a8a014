// One body to the endpoint, as often as it takes: what may be resent, when, and when to give up.
import type {
  EndpointAnswer,
  EndpointError,
  EndpointRequest,
  EventResult,
  WireEvent,
} from '@mida-kit/contract'
import type { Core } from './core.ts'
import { isAllowed, pause } from './search.ts'

const TRY_COUNT = 8
const GIVE_UP_AFTER_MS = 600_000
const ANSWER_TIMEOUT_MS = 15_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

type Body = Pick<EndpointRequest, 'visitor'> & { readonly events: readonly WireEvent[] }

/** A result for each event; none where the endpoint could not be reached. */
export type Reply = {
  readonly results?: readonly EventResult[]
  /** The endpoint has read the request; otherwise it refused the whole of it. */
  readonly isRead?: boolean
  readonly retryAfter?: string | null
}

/**
 * Posts a request until it is answered: 8 tries or 10 minutes at most. What tells of the visitor is not tried again
 * after consent was withdrawn. Never rejects.
 */
export async function post(core: Core, request: Body): Promise<Reply> {
  const body = JSON.stringify(request)
  const giveUpAtMs = core.nowMs() + GIVE_UP_AFTER_MS
  for (let attempt = 1; ; attempt += 1) {
    const exchanged = exchange(core, body, request.events.length).catch(() => undefined)
    const reply = (await Promise.race([exchanged, core.sleep(ANSWER_TIMEOUT_MS)])) ?? {}
    if (reply.results || core.isClosing || attempt === TRY_COUNT || core.nowMs() > giveUpAtMs) return reply

    const retryAfter = reply.retryAfter ?? ''
    const askedMs = Number(retryAfter) * 1_000 || Date.parse(retryAfter) - core.nowMs()
    const waitMs = askedMs > 0 ? askedMs : core.random() * FIRST_WAIT_MS * 2 ** attempt
    await pause(core, Math.min(waitMs, LONGEST_WAIT_MS))
    if (!isAllowed(core) && (request.events[0] || request.visitor)) return {}
  }
}

async function exchange(core: Core, body: string, eventCount: number): Promise<Reply> {
  // With keepalive the request outlives the page, so that what is on its way when it closes arrives.
  const response = await core.fetch(core.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    keepalive: true,
    body,
  })
  const { status } = response
  const answer: Partial<EndpointAnswer & EndpointError> = await response.json().catch(() => ({}))
  const { results, code = `http_${status}`, message = '', field } = answer
  if (results?.length === eventCount) return { results, isRead: true }

  // 408 and 429 are about the moment, not about the events.
  if (/^4(?!08|29)/.test(`${status}`) || code === 'misconfigured') {
    return { results: Array(eventCount).fill({ status: 'refused', code, message, field }) }
  }
  return { retryAfter: response.headers.get('retry-after') }
}
