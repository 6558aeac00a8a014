// What is told of events that ended without an answer: the process let go of them, or died over them.
import type { MidaFailure } from '@mida-kit/contract'
import type { Judgement } from './fate.ts'
import type { Casualty, ClaimedEvent, OutcomeReport } from './outbox.ts'

const STOPPED: MidaFailure = {
  code: 'timed_out',
  message: 'The process was stopped before Mida answered.',
}

/** An event that was under way when the time to stop was over: sent again by the next process, unless that may double it. */
export function toAbandoned(event: ClaimedEvent): Judgement {
  if (event.guarantee === 'at-least-once') {
    const progress = { ...event.progress, mayBeRecorded: true }
    return { fate: { kind: 'release', progress }, delivery: null }
  }
  return {
    fate: { kind: 'in_doubt', keys: 'settled', failure: STOPPED },
    delivery: { status: 'in_doubt', eventId: event.eventId, failure: STOPPED },
  }
}

/** Null where too little of the event can be read to tell of it by the hook. */
export function toCasualtyReport(casualty: Casualty): OutcomeReport | null {
  if (casualty.kind === 'unreadable') return null
  const { event, failure } = casualty
  return { event, delivery: { status: 'in_doubt', eventId: event.eventId, failure } }
}
