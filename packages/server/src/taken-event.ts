// One event that was taken, until its end is known: whoever asks for the outcome is told, and nobody else costs anything.
import type { Delivery } from '@mida-kit/contract'
import type { PendingEvent } from './dedupe.ts'

export class TakenEvent implements PendingEvent {
  readonly eventId: string
  #delivery: Delivery | null = null
  #outcome: Promise<Delivery> | null = null
  #resolve: ((delivery: Delivery) => void) | null = null

  constructor(eventId: string) {
    this.eventId = eventId
  }

  settle(delivery: Delivery): void {
    this.#delivery = delivery
    this.#resolve?.(delivery)
  }

  /** Resolves with what becomes of the event. Never rejects. */
  outcome(): Promise<Delivery> {
    this.#outcome ??= this.#delivery
      ? Promise.resolve(this.#delivery)
      : new Promise((resolve) => {
          this.#resolve = resolve
        })
    return this.#outcome
  }
}
