// What the store does with an event after a try, and what is told of it. Depends on nothing but its arguments.
import type { Delivery, Failure } from '@mida-kit/contract'
import type { Step } from '../queue.ts'
import type { ClaimedEvent, Fate, Progress } from './outbox.ts'

/** A try of one event: what comes next, and what its tries have come to. */
export type Attempted = {
  readonly step: Step
  readonly progress: Progress
  /** Why this try did not record the event; null where it did. */
  readonly failure: Failure | null
}

/** `delivery` is told; it is null where the event has not come to its end. */
export type Judgement = { readonly fate: Fate; readonly delivery: Delivery | null }

/** Mida may meet the visitor of a server's event later; after this long it will not. */
const SERVER_UNKNOWN_VISITOR_MS = 60 * 60_000

export function judge(event: ClaimedEvent, { step, progress, failure }: Attempted, nowMs: number): Judgement {
  if (step.kind === 'settled') return judgeEnd(event, step.delivery)
  const { unknownVisitor, waitMs } = step
  const isTooLate = nowMs + waitMs > event.acceptedAtMs + SERVER_UNKNOWN_VISITOR_MS
  if (unknownVisitor && event.lane === 'server' && isTooLate) return judgeEnd(event, unknownVisitor)
  return { fate: { kind: 'wait', waitMs, progress, code: failure?.code ?? 'unreachable' }, delivery: null }
}

function judgeEnd(event: ClaimedEvent, delivery: Delivery): Judgement {
  const keys = toKeys(event, delivery)
  if (delivery.status === 'in_doubt') {
    return { fate: { kind: 'in_doubt', keys, failure: delivery.failure }, delivery }
  }
  if (delivery.status !== 'failed') return { fate: { kind: 'done', keys, isUnattributable: false }, delivery }
  switch (delivery.failure.code) {
    case 'unauthorized': // Nothing is burned by a wrong key: the loop pauses, the event stays as it is.
    case 'closed':
      return { fate: { kind: 'release', progress: event.progress }, delivery: null }
    case 'visitor_not_found':
      return { fate: { kind: 'done', keys, isUnattributable: true }, delivery }
    default:
      return { fate: { kind: 'dead', keys, failure: delivery.failure }, delivery }
  }
}

/**
 * A failure frees a server's event: it may be tracked anew. What a browser is answered must not tell whether its visitor
 * exists at Mida: its keys stay known.
 */
function toKeys({ lane, guarantee }: ClaimedEvent, delivery: Delivery): 'settled' | 'free' {
  if (lane === 'browser') return 'settled'
  if (delivery.status === 'failed' || delivery.status === 'skipped') return 'free'
  if (delivery.status !== 'in_doubt' || guarantee === 'at-most-once') return 'settled'
  return delivery.failure.code === 'malformed_response' ? 'settled' : 'free'
}
