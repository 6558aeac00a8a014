// One try to record an event: sends it by the visitor's identifiers in turn, and decides what comes next.
import type { Delivery, Failure, MidaFailure } from '@mida-kit/contract'
import { waitBeforeMs } from './backoff.ts'
import type { Claims } from './claims.ts'
import { classify, type Verdict } from './classify.ts'
import type { Counters } from './counters.ts'
import { type Identifier, type Job, toWithdrawn } from './job.ts'
import type { Step } from './queue.ts'
import type { ListReader } from './read-back.ts'
import type { Runtime } from './runtime.ts'
import type { Transport, UpstreamOutcome } from './transport/transport.ts'
import { toEventRequest, type Upstream } from './upstream.ts'

/** What a try needs from outside. */
export type AttemptContext = {
  readonly upstream: Upstream
  readonly transport: Transport
  readonly runtime: Runtime
  readonly counters: Counters
  /** How long to try, in milliseconds: an event, and one whose visitor Mida has not seen yet. */
  readonly retryForMs: number
  readonly unknownVisitorForMs: number
  /** Open after Mida refused the key: until then nothing is sent. */
  readonly breaker: { openUntilMs: number }
  /** The app's store of known events; null where it has none. */
  readonly claims: Claims | null
  /** Looks events in doubt up; null where the app has not asked for that. */
  readonly reader: { readonly list: ListReader; readonly delayMs: number } | null
  /** Hears why an event waits. */
  readonly onWait: (failure: { readonly code: Failure['code']; readonly message: string }) => void
}

type FailedVerdict = Extract<Verdict, { recorded: false }>

const BROWSER_TRIES_FOR_UNKNOWN_VISITOR = 3
/** Longest that a refused key keeps requests from Mida before it is tried again. */
const BREAKER_MS = 30_000

/**
 * Tries the visitor's identifiers in turn, as long as Mida answers that it knows no such visitor, and says what comes
 * next: the event is settled, or waits for another try or a look.
 */
export async function attempt(job: Job, context: AttemptContext): Promise<Step> {
  const { runtime, breaker, counters, claims, transport } = context
  const end = findEnd(job, context)
  if (end) return end
  if (claims && job.claims.length > 0 && !job.hasClaims) {
    const step = await takeClaims(job, claims, context)
    if (step) return step
  }
  if (job.failedTries > 0) counters.resent += 1
  let verdict: Verdict = NOT_SENT
  for (const identifier of job.identifiers) {
    const startedAtMs = runtime.nowMs()
    job.triedBy = identifier.by
    const outcome = await transport.send(toEventRequest(context.upstream, job, identifier))
    verdict = observe(job, outcome, { startedAtMs, context })
    if (verdict.recorded) return recorded(job, identifier.by)
    if (verdict.failure.code !== 'visitor_not_found' || job.withdrawnAs) break
  }
  if (verdict.recorded) return ended(job, NOTHING_SENT)
  if (verdict.failure.code === 'unauthorized') breaker.openUntilMs = runtime.nowMs() + BREAKER_MS
  return decide(job, verdict, context)
}

/** The end of an event that is not tried any more: too old, out of time, or Mida refused the key moments ago. */
function findEnd(job: Job, context: AttemptContext): Step | null {
  const nowMs = context.runtime.nowMs()
  if (nowMs >= job.expiresAtMs) return settled(toTooOld(job))
  if (job.lastFailure && nowMs > giveUpAtMs(job, context)) return ended(job, job.lastFailure)
  return nowMs < context.breaker.openUntilMs ? ended(job, REFUSED_BEFORE) : null
}

/** Until when an event is sent again: longer for one whose visitor the server knows and Mida has not seen yet. */
export function giveUpAtMs(
  job: Job,
  context: Pick<AttemptContext, 'retryForMs' | 'unknownVisitorForMs'>,
): number {
  const isAwaited = job.notFoundTries > 0 && job.lane === 'server'
  const forMs = isAwaited ? Math.max(context.retryForMs, context.unknownVisitorForMs) : context.retryForMs
  return Math.min(job.acceptedAtMs + forMs, job.expiresAtMs)
}

/** The event waits for another try, or is at its end where that would come too late. */
export function waitOrEnd(job: Job, failure: MidaFailure, context: AttemptContext): Step {
  const { runtime } = context
  const isUnknown = failure.code === 'visitor_not_found'
  job.failedTries += 1
  job.lastFailure = failure
  if (isUnknown) job.notFoundTries += 1
  const waitMs = waitBeforeMs(isUnknown ? job.notFoundTries : job.failedTries, failure, runtime.random)
  if (runtime.nowMs() + waitMs > giveUpAtMs(job, context)) return ended(job, failure)
  context.onWait(failure)
  return {
    kind: 'wait',
    waitMs,
    pausesAll: failure.code === 'rate_limited',
    unknownVisitor: isUnknown ? toEnd(job, failure) : null,
    isOverload: isOverload(failure),
    next: 'try',
  }
}

/** The event is at its end. `failed` means surely not recorded: after a try that may have been, it is `in_doubt`. */
export function ended(job: Job, failure: MidaFailure): Step {
  return settled(toEnd(job, failure), isOverload(failure))
}

const NOTHING_SENT: MidaFailure = { code: 'unreachable', message: 'Nothing was sent.' }
const NOT_SENT: Verdict = { recorded: false, failure: NOTHING_SENT, resend: 'never' }
const REFUSED_BEFORE: MidaFailure = {
  code: 'unauthorized',
  message: 'Not sent: Mida refused the API key moments ago.',
}

/** What one request came to; the instrumentation hears of it. */
function observe(
  job: Job,
  outcome: UpstreamOutcome,
  { startedAtMs, context }: { readonly startedAtMs: number; readonly context: AttemptContext },
): Verdict {
  const { upstream, runtime } = context
  const endedAtMs = runtime.nowMs()
  const verdict = classify(outcome, endedAtMs)
  job.observer?.({
    eventName: job.eventName,
    from: job.lane,
    tryNumber: job.failedTries + 1,
    startedAtMs,
    endedAtMs,
    origin: upstream.origin,
    httpStatus: outcome.kind === 'answer' ? outcome.httpStatus : null,
    result: verdict.recorded ? 'recorded' : verdict.failure.code,
  })
  return verdict
}

/** Takes the event's keys in the app's store: null where it may be sent. */
async function takeClaims(job: Job, claims: Claims, context: AttemptContext): Promise<Step | null> {
  const claim = await claims.take(job)
  if (claim === 'known') return settled({ status: 'duplicate', eventId: job.eventId })
  // Taken back while the store was asked: nothing was sent, and nothing is.
  if (job.withdrawnAs) return settled(toWithdrawn(job, job.withdrawnAs, false))
  if (claim === 'taken') return null
  // Twice is what this event may be; what must never be twice waits for the store.
  if (job.guarantee === 'at-least-once') return null
  const failure = { code: 'dedupe_unavailable', message: 'The dedupeStore could not be asked.' } as const
  job.failedTries += 1
  const waitMs = waitBeforeMs(job.failedTries, failure, context.runtime.random)
  if (context.runtime.nowMs() + waitMs > giveUpAtMs(job, context)) {
    return settled({ status: 'failed', eventId: job.eventId, failure })
  }
  context.onWait(failure)
  return { kind: 'wait', waitMs, pausesAll: false, unknownVisitor: null, isOverload: false, next: 'try' }
}

function decide(job: Job, { failure, resend }: FailedVerdict, context: AttemptContext): Step {
  const isInDoubt = resend === 'in_doubt' || resend === 'by_guarantee'
  if (isInDoubt) job.mayBeRecorded = true
  if (job.withdrawnAs) {
    job.lastFailure = failure
    return settled(toWithdrawn(job, job.withdrawnAs, false), isOverload(failure))
  }
  const mayResend = resend === 'by_guarantee' && job.guarantee === 'at-least-once'
  if (isInDoubt && context.reader) {
    job.lastFailure = failure
    job.doubt = { failure, mayResend, looks: 0 }
    const { delayMs } = context.reader
    return toLook(delayMs, isOverload(failure))
  }
  if (isInDoubt && !mayResend) return ended(job, failure)
  if (resend === 'never' || isTriedEnough(job, failure)) return ended(job, failure)
  return waitOrEnd(job, failure, context)
}

/** The event waits for a look at Mida's list. */
export function toLook(waitMs: number, isOverloaded: boolean): Step {
  return {
    kind: 'wait',
    waitMs,
    pausesAll: false,
    unknownVisitor: null,
    isOverload: isOverloaded,
    next: 'look',
  }
}

function isTriedEnough(job: Job, failure: MidaFailure): boolean {
  if (failure.code !== 'visitor_not_found' || job.lane === 'server') return false
  return job.notFoundTries + 1 >= BROWSER_TRIES_FOR_UNKNOWN_VISITOR
}

/** Whether fewer tries should run side by side: Mida, or the way to it, is slow or down. */
function isOverload({ code }: MidaFailure): boolean {
  const isAnswered = code === 'visitor_not_found' || code === 'rejected' || code === 'unauthorized'
  return !isAnswered && code !== 'malformed_response'
}

export function recorded({ eventId }: Job, recordedBy: Identifier['by']): Step {
  return settled({ status: 'recorded', eventId, recordedBy })
}

function settled(delivery: Delivery, isOverloaded: boolean = false): Step {
  return { kind: 'settled', delivery, isOverload: isOverloaded }
}

function toEnd({ eventId, mayBeRecorded }: Job, failure: MidaFailure): Delivery {
  return { status: mayBeRecorded ? 'in_doubt' : 'failed', eventId, failure }
}

function toTooOld({ eventId, mayBeRecorded, lastFailure }: Job): Delivery {
  if (mayBeRecorded && lastFailure) return { status: 'in_doubt', eventId, failure: lastFailure }
  const message = 'The event is older than its maxAge.'
  return {
    status: 'failed',
    eventId,
    failure: { code: 'too_old', message, lastFailure: lastFailure ?? undefined },
  }
}
