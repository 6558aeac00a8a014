// One try to record an event: builds the request from scratch, sends it, and decides what comes next.
import type { Delivery, MidaFailure } from '@mida-kit/contract'
import { type CreateEventBody, createEventPath } from '@mida-kit/contract/mida'
import { waitBeforeMs } from './backoff.ts'
import { classify, type Verdict } from './classify.ts'
import type { Identifier, Job } from './job.ts'
import type { Step } from './queue.ts'
import type { Runtime } from './runtime.ts'
import type { Transport, UpstreamRequest } from './transport/transport.ts'

/** Where events go: the API's address and the two keys. */
export type Destination = { readonly apiUrl: string; readonly projectKey: string; readonly apiKey: string }

/** What a try needs from outside. */
export type AttemptContext = {
  readonly destination: Destination
  readonly transport: Transport
  readonly runtime: Runtime
  /** Open after Mida refused the key: until then nothing is sent. */
  readonly breaker: { openUntilMs: number }
  /** Hears why an event waits. */
  readonly onWait: (failure: MidaFailure) => void
}

type FailedVerdict = Extract<Verdict, { recorded: false }>

const BROWSER_TRIES_FOR_UNKNOWN_VISITOR = 3
/** Longest that a refused key keeps requests from Mida before it is tried again. */
const BREAKER_MS = 30_000

/**
 * Tries the visitor's identifiers in turn, as long as Mida answers that it knows no such visitor, and says what comes
 * next: the event is settled, or waits for another try.
 */
export async function attempt(job: Job, context: AttemptContext): Promise<Step> {
  const { runtime, breaker, transport, destination } = context
  if (runtime.nowMs() < breaker.openUntilMs) return ended(job, REFUSED_BEFORE)
  let verdict: Verdict = { recorded: false, failure: NOTHING_SENT, resend: 'never' }
  for (const identifier of job.identifiers) {
    const outcome = await transport.send(toRequest(job, identifier, destination))
    verdict = classify(outcome, runtime.nowMs())
    if (verdict.recorded) {
      return {
        kind: 'settled',
        delivery: { status: 'recorded', eventId: job.eventId, recordedBy: identifier.by },
      }
    }
    if (verdict.failure.code !== 'visitor_not_found') break
  }
  if (verdict.recorded) return ended(job, NOTHING_SENT)
  if (verdict.failure.code === 'unauthorized') breaker.openUntilMs = runtime.nowMs() + BREAKER_MS
  return decide(job, verdict, context)
}

const NOTHING_SENT: MidaFailure = { code: 'unreachable', message: 'Nothing was sent.' }
const REFUSED_BEFORE: MidaFailure = {
  code: 'unauthorized',
  message: 'Not sent: Mida refused the API key moments ago.',
}

function decide(job: Job, { failure, resend }: FailedVerdict, { runtime, onWait }: AttemptContext): Step {
  if (resend === 'in_doubt' || resend === 'by_guarantee') job.mayBeRecorded = true
  if (resend === 'in_doubt') return ended(job, failure)
  if (resend === 'by_guarantee' && job.guarantee === 'at-most-once') return ended(job, failure)
  if (resend === 'never' || isTriedEnough(job, failure)) return ended(job, failure)

  job.failedTries += 1
  job.lastFailure = failure
  const isUnknown = failure.code === 'visitor_not_found'
  if (isUnknown) job.notFoundTries += 1
  const waitMs = waitBeforeMs(isUnknown ? job.notFoundTries : job.failedTries, failure, runtime.random)
  if (runtime.nowMs() + waitMs > job.giveUpAtMs) return ended(job, failure)
  onWait(failure)
  const unknownVisitor = isUnknown ? toEnd(job, failure) : null
  return { kind: 'wait', waitMs, pausesAll: failure.code === 'rate_limited', unknownVisitor }
}

function isTriedEnough(job: Job, failure: MidaFailure): boolean {
  if (failure.code !== 'visitor_not_found' || job.lane === 'server') return false
  return job.notFoundTries + 1 >= BROWSER_TRIES_FOR_UNKNOWN_VISITOR
}

function ended(job: Job, failure: MidaFailure): Step {
  return { kind: 'settled', delivery: toEnd(job, failure) }
}

/** `failed` means surely not recorded: after a try that may have been, the end is `in_doubt`. */
function toEnd({ eventId, mayBeRecorded }: Job, failure: MidaFailure): Delivery {
  return { status: mayBeRecorded ? 'in_doubt' : 'failed', eventId, failure }
}

function toRequest(
  job: Job,
  identifier: Identifier,
  { apiUrl, projectKey, apiKey }: Destination,
): UpstreamRequest {
  const base = new URL(apiUrl)
  const named: CreateEventBody = { event_name: job.eventName, [identifier.by]: identifier.value }
  const body = JSON.stringify(named)
  return {
    origin: base.origin,
    path: `${base.pathname.replace(/\/+$/, '')}${createEventPath(projectKey)}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body:
      job.propertiesJson === undefined ? body : `${body.slice(0, -1)},"properties":${job.propertiesJson}}`,
  }
}
