// One try to record an event: builds the request from scratch, sends it, and decides what comes next.
import type { MidaFailure } from '@mida-kit/contract'
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
}

type FailedVerdict = Extract<Verdict, { recorded: false }>

const BROWSER_TRIES_FOR_UNKNOWN_VISITOR = 3

/**
 * Tries the visitor's identifiers in turn, as long as Mida answers that it knows no such visitor, and says what comes
 * next: the event is settled, or waits for another try.
 */
export async function attempt(job: Job, context: AttemptContext): Promise<Step> {
  let verdict: Verdict | null = null
  for (const identifier of job.identifiers) {
    const outcome = await context.transport.send(toRequest(job, identifier, context.destination))
    verdict = classify(outcome, context.runtime.nowMs())
    if (verdict.recorded) {
      return {
        kind: 'settled',
        delivery: { status: 'recorded', eventId: job.eventId, recordedBy: identifier.by },
      }
    }
    if (verdict.failure.code !== 'visitor_not_found') break
  }
  // A job has at least one identifier, so the loop ran.
  return verdict === null || verdict.recorded ? failed(job, UNREACHED) : decide(job, verdict, context.runtime)
}

const UNREACHED: MidaFailure = { code: 'unreachable', message: 'Nothing was sent.' }

function decide(job: Job, { failure, resend }: FailedVerdict, runtime: Runtime): Step {
  if (resend === 'in_doubt') return inDoubt(job, failure)
  if (resend === 'by_guarantee' && job.guarantee === 'at-most-once') return inDoubt(job, failure)
  if (resend === 'never' || isTriedEnough(job, failure)) return failed(job, failure)

  job.failedTries += 1
  job.lastFailure = failure
  const waitMs = waitBeforeMs(job.failedTries, failure, runtime.random)
  if (runtime.nowMs() + waitMs > job.giveUpAtMs) return failed(job, failure)
  return { kind: 'wait', waitMs, pausesAll: failure.code === 'rate_limited' }
}

function isTriedEnough(job: Job, failure: MidaFailure): boolean {
  if (failure.code !== 'visitor_not_found' || job.lane === 'server') return false
  return job.failedTries + 1 >= BROWSER_TRIES_FOR_UNKNOWN_VISITOR
}

function failed(job: Job, failure: MidaFailure): Step {
  return { kind: 'settled', delivery: { status: 'failed', eventId: job.eventId, failure } }
}

function inDoubt(job: Job, failure: MidaFailure): Step {
  return { kind: 'settled', delivery: { status: 'in_doubt', eventId: job.eventId, failure } }
}

function toRequest(
  job: Job,
  identifier: Identifier,
  { apiUrl, projectKey, apiKey }: Destination,
): UpstreamRequest {
  const base = new URL(apiUrl)
  const body: CreateEventBody = {
    event_name: job.eventName,
    [identifier.by]: identifier.value,
    ...(job.properties === undefined ? {} : { properties: job.properties }),
  }
  return {
    origin: base.origin,
    path: `${base.pathname.replace(/\/+$/, '')}${createEventPath(projectKey)}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(body),
  }
}
