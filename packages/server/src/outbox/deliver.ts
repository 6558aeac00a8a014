// One try of a stored event, by the same code that tries an event in memory.
import { type AttemptContext, attempt } from '../attempt.ts'
import type { Job } from '../job.ts'
import type { Attempted } from './fate.ts'
import type { ClaimedEvent } from './outbox.ts'

/** The function that the delivery loop calls for each try. */
export function createDeliver(context: AttemptContext): (event: ClaimedEvent) => Promise<Attempted> {
  return async (event) => {
    const job = toJob(event)
    // The loop pauses by itself after a refused key, and decides when to look again.
    const step = await attempt(job, { ...context, breaker: { openUntilMs: 0 } })
    const { failedTries, notFoundTries, mayBeRecorded, lastFailure } = job
    return {
      step,
      progress: { failedTries, notFoundTries, mayBeRecorded },
      failure: toFailure(step, lastFailure),
    }
  }
}

function toJob(event: ClaimedEvent): Job {
  return {
    eventId: event.eventId,
    eventName: event.eventName,
    lane: event.lane,
    visitorKey: event.visitorKey,
    identifiers: event.identifiers,
    propertiesJson: event.propertiesJson,
    bytes: 0,
    guarantee: event.guarantee,
    giveUpAtMs: event.acceptedAtMs + event.maxAgeMs,
    settle: () => {},
    ...event.progress,
    lastFailure: null,
  }
}

function toFailure(step: Attempted['step'], lastFailure: Job['lastFailure']): Attempted['failure'] {
  if (step.kind === 'wait') return lastFailure
  const { delivery } = step
  return delivery.status === 'failed' || delivery.status === 'in_doubt' ? delivery.failure : null
}
