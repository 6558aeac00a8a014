// One try of a stored event, by the same code that tries an event in memory.
import { type AttemptContext, attempt } from '../attempt.ts'
import { Job } from '../job.ts'
import type { Attempted } from './fate.ts'
import type { ClaimedEvent } from './outbox.ts'
import { toTrackedEvent } from './stored-event.ts'

/** The function that the delivery loop calls for each try. An event is tried once at least, however old it is. */
export function createDeliver(context: AttemptContext): (event: ClaimedEvent) => Promise<Attempted> {
  return async (event) => {
    const job = toJob(event)
    // The loop pauses by itself after a refused key, and decides when to look again.
    const step = await attempt(job, { ...context, breaker: { openUntilMs: 0 } })
    const failure = toFailure(step, job)
    // The attempt ends such an event, and the outbox keeps it: here it waits, and that is said.
    if (failure?.code === 'unauthorized') context.onWait(failure)
    const { failedTries, notFoundTries, mayBeRecorded } = job
    return { step, progress: { failedTries, notFoundTries, mayBeRecorded }, failure }
  }
}

function toJob(event: ClaimedEvent): Job {
  const { identifiers, visitorKey, propertiesJson, guarantee, acceptedAtMs, expiresAtMs } = event
  const job = new Job({
    event: toTrackedEvent(event, { eventId: false, occurredAt: false, sentFrom: false }),
    draft: { identifiers, visitorKeys: [visitorKey], keys: [], claims: [], propertiesJson, bytes: 0 },
    guarantee,
    acceptedAtMs,
    expiresAtMs: expiresAtMs ?? Number.POSITIVE_INFINITY,
    claims: [],
    observer: null,
    onSettle: (_, delivery) => delivery,
  })
  return Object.assign(job, event.progress)
}

function toFailure(step: Attempted['step'], { lastFailure }: Job): Attempted['failure'] {
  if (step.kind === 'wait') return lastFailure
  const { delivery } = step
  return delivery.status === 'failed' || delivery.status === 'in_doubt' ? delivery.failure : null
}
