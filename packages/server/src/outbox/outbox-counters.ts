// What has become of events since this process started, counted.
import type { Delivery } from '@mida-kit/contract'

/** Counts since the process started. What the store holds now is told by its `status`. */
export type OutboxCounts = {
  /** Durable in the store. */
  readonly accepted: number
  readonly duplicate: number
  readonly recorded: number
  /** Tries after an event's first. */
  readonly resent: number
  /** Kept as dead letters. */
  readonly dead: number
  readonly inDoubt: number
  /** Mida never came to know the visitor. */
  readonly unattributable: number
  /** Under way when the time to stop was over: of `at-least-once` sent again by the next process, else in doubt. */
  readonly abandoned: number
  /** Of dead, in doubt and unattributable, and of tries that failed: how many by code. */
  readonly failuresByCode: Readonly<Record<string, number>>
}

type CountName = Exclude<keyof OutboxCounts, 'failuresByCode'>

export class OutboxCounters {
  readonly #counts: Record<CountName, number> = {
    accepted: 0,
    duplicate: 0,
    recorded: 0,
    resent: 0,
    dead: 0,
    inDoubt: 0,
    unattributable: 0,
    abandoned: 0,
  }
  readonly #failuresByCode: Record<string, number> = {}

  count(name: CountName): void {
    this.#counts[name] += 1
  }

  countFailure(code: string): void {
    this.#failuresByCode[code] = (this.#failuresByCode[code] ?? 0) + 1
  }

  countEnd(delivery: Delivery): void {
    if (delivery.status === 'recorded') this.count('recorded')
    if (delivery.status === 'in_doubt') this.count('inDoubt')
    if (delivery.status !== 'failed') return
    this.count(delivery.failure.code === 'visitor_not_found' ? 'unattributable' : 'dead')
  }

  read(): OutboxCounts {
    return { ...this.#counts, failuresByCode: { ...this.#failuresByCode } }
  }
}
