// One timer for everything that is under way: all of it has the same time, so what began first ends first.
import { Slots, type Slotted } from '../slots.ts'

/** Something that is given up when its time is over. */
export type Expiring = Slotted & { readonly startedAtMs: number; readonly expire: () => void }

/** Gives up what takes longer than `timeoutMs`. A timer for each request would cost more than the request. */
export class Deadlines {
  readonly #timeoutMs: number
  readonly #underWay = new Slots<Expiring>()
  #isArmed = false

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  add(item: Expiring): void {
    this.#underWay.add(item)
    if (!this.#isArmed) this.#arm(this.#timeoutMs)
  }

  remove(item: Expiring): void {
    this.#underWay.delete(item)
  }

  #arm(ms: number): void {
    this.#isArmed = true
    const timer: unknown = setTimeout(() => this.#expireDue(), Math.max(1, ms))
    // What is under way holds the process by its connection; an idle timer must not.
    if (isNodeTimer(timer)) timer.unref()
  }

  #expireDue(): void {
    this.#isArmed = false
    for (const item of this.#underWay.list()) {
      const remainingMs = item.startedAtMs + this.#timeoutMs - performance.now()
      if (remainingMs > 0) {
        this.#arm(remainingMs)
        return
      }
      this.#underWay.delete(item)
      item.expire()
    }
  }
}

function isNodeTimer(timer: unknown): timer is { readonly unref: () => void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
