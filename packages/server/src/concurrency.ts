// How many tries run side by side: more while Mida keeps up, half as many when it does not.

/** Where a client begins; it climbs from here by itself. */
const START = 8

/**
 * Additive up, multiplicative down. Begins at 8 and, until the first overload, grows by one with each try that ends well
 * while all slots are in use (which doubles it in the time of one answer); after it, by one for each round. Stays
 * within 1 and `bound`.
 *
 * @see https://en.wikipedia.org/wiki/Additive_increase/multiplicative_decrease
 */
export class Concurrency {
  readonly bound: number
  #limit: number
  #isFirstClimb = true
  #round = 0

  constructor(bound: number) {
    this.bound = bound
    this.#limit = Math.min(START, bound)
  }

  /** Tries that may run now. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** Names the round in which a try begins. */
  get round(): number {
    return this.#round
  }

  /** A try ended well. `isFull`: it ran while every slot was in use. */
  succeed(isFull: boolean): void {
    if (!isFull || this.#limit >= this.bound) return
    this.#limit = Math.min(this.bound, this.#limit + (this.#isFirstClimb ? 1 : 1 / this.#limit))
  }

  /** A try met an overload. Tries of one round halve the limit once: together they are one piece of news. */
  overload(round: number): void {
    if (round !== this.#round) return
    this.#round += 1
    this.#isFirstClimb = false
    this.#limit = Math.max(1, this.#limit / 2)
  }
}
