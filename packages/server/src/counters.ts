// What became of all events so far, counted by cause.
import type { Delivery, Failure, SkipReason } from '@mida-kit/contract'
import type { QueueState } from './queue.ts'

/** A count for each cause that occurred. */
export type CountBy<Cause extends string> = { readonly [Name in Cause]?: number }

/** The client's figures since it was made; clients with the same keys and options share them. */
export type MidaStats = {
  /** Taken into the queue. */
  readonly accepted: number
  readonly recorded: number
  readonly duplicate: number
  /** Tries after an event's first. */
  readonly resent: number
  /** Doubts that a look at Mida's list has settled as recorded; they count as `recorded` too. */
  readonly foundByReading: number
  /** Given up because Mida has never seen the visitor; they count as `failed.visitor_not_found` too. */
  readonly unattributable: number
  /** The app's dedupe store could not be asked, or not in time. */
  readonly dedupeStoreFailed: number
  readonly skipped: CountBy<SkipReason>
  readonly inDoubt: CountBy<Failure['code']>
  readonly failed: CountBy<Failure['code']>
  /** Null where nothing is sent: no keys, or the mode is not `live`. */
  readonly queue: QueueState | null
}

export class Counters {
  accepted = 0
  recorded = 0
  duplicate = 0
  resent = 0
  foundByReading = 0
  dedupeStoreFailed = 0
  readonly #skipped: Partial<Record<SkipReason, number>> = {}
  readonly #inDoubt: Partial<Record<Failure['code'], number>> = {}
  readonly #failed: Partial<Record<Failure['code'], number>> = {}

  count(delivery: Delivery): void {
    switch (delivery.status) {
      case 'accepted':
      case 'queued':
        this.accepted += 1
        return
      case 'recorded':
        this.recorded += 1
        return
      case 'duplicate':
        this.duplicate += 1
        return
      case 'skipped':
        add(this.#skipped, delivery.because)
        return
      case 'in_doubt':
        add(this.#inDoubt, delivery.failure.code)
        return
      case 'failed':
        add(this.#failed, delivery.failure.code)
        return
      default:
        delivery satisfies never
    }
  }

  read(queue: QueueState | null): MidaStats {
    const { accepted, recorded, duplicate, resent, foundByReading, dedupeStoreFailed } = this
    return {
      accepted,
      recorded,
      duplicate,
      resent,
      foundByReading,
      unattributable: this.#failed.visitor_not_found ?? 0,
      dedupeStoreFailed,
      skipped: { ...this.#skipped },
      inDoubt: { ...this.#inDoubt },
      failed: { ...this.#failed },
      queue,
    }
  }
}

function add<Cause extends string>(counts: Partial<Record<Cause, number>>, cause: Cause): void {
  counts[cause] = (counts[cause] ?? 0) + 1
}
