// Puts an accepted event into the outbox, and says what is known of it at once.
import type { Delivery, RequestFailure } from '@mida-kit/contract'
import type { PendingEvent } from '../dedupe.ts'
import type { Addition } from './outbox.ts'
import type { OutboxSender } from './outbox-sender.ts'
import { type AcceptedEvent, toEntry } from './stored-event.ts'

type StoreContext = {
  readonly outbox: OutboxSender
  /** Whether somebody waits for the outcome. */
  readonly hearsOutcome: boolean
  /** Tells the hooks, and gives the delivery back. */
  readonly tell: (delivery: Delivery) => Delivery
}

/** As the recorder answers it; nothing of an outbox can be withdrawn by a signal. */
type Known = { readonly delivery: Delivery; readonly event: PendingEvent | null; readonly job: null }

/** Resolves when the event is on disk, or surely is not. Never rejects. */
export async function storeEvent(
  event: AcceptedEvent,
  { outbox, hearsOutcome, tell }: StoreContext,
): Promise<Known> {
  const { eventId, from } = event.tracked
  const ended = (delivery: Delivery): Known => ({
    delivery: tell(delivery),
    event: null,
    job: null,
  })
  if (outbox.isClosed) return ended(toFailed(eventId, CLOSED))
  // Asked for before it is added: the loop may have sent it by the time this goes on.
  const pending = hearsOutcome ? toPending(eventId, outbox) : null
  const addition = await outbox.add(toEntry(event, outbox))
  if (addition.status === 'queued') {
    return { delivery: tell({ status: 'queued', eventId }), event: pending, job: null }
  }
  outbox.forgetOutcome(eventId)
  if (addition.status === 'duplicate' && addition.isPending && from === 'server') {
    const firstId = addition.eventId
    const first = hearsOutcome ? toPending(firstId, outbox) : null
    return { delivery: { status: 'queued', eventId: firstId }, event: first, job: null }
  }
  return ended(toDelivery(eventId, addition))
}

function toPending(eventId: string, outbox: OutboxSender): PendingEvent {
  const outcome = outbox.outcomeOf(eventId)
  return { eventId, outcome: () => outcome }
}

function toDelivery(eventId: string, addition: Exclude<Addition, { status: 'queued' }>): Delivery {
  switch (addition.status) {
    case 'duplicate':
      return { status: 'duplicate', eventId }
    case 'full':
      return toFailed(eventId, FULL)
    case 'unavailable':
      return toFailed(eventId, { code: 'outbox_unavailable', message: addition.message })
    default:
      return addition satisfies never
  }
}

function toFailed(eventId: string, failure: RequestFailure): Delivery {
  return { status: 'failed', eventId, failure }
}

const CLOSED: RequestFailure = { code: 'closed', message: 'The client is closed.' }
const FULL: RequestFailure = {
  code: 'queue_full',
  message: 'The outbox holds as many events of browsers as browserCapacity allows.',
}
