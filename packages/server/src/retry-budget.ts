// How many tries may be repeats: a bucket of tokens, so that many failing events never stampede.

export type RetryBudgetOptions = {
  /** Tokens at the start, and at most. */
  readonly burst: number
  /** Tokens that come back by themselves. */
  readonly perSecond: number
}

/** What a repeat that succeeds gives back: more than it took, so that after an outage the pace doubles by itself. */
const REPEAT_GIVES = 2
/** What a first try that succeeds gives: with a healthy Mida one event in five may be repeated. */
const FIRST_TRY_GIVES = 0.2

export class RetryBudget {
  readonly #options: RetryBudgetOptions
  #tokens: number
  #countedAtMs: number

  constructor(options: RetryBudgetOptions, nowMs: number) {
    this.#options = options
    this.#tokens = options.burst
    this.#countedAtMs = nowMs
  }

  /** Takes a token for one repeat, or says that there is none. */
  take(nowMs: number): boolean {
    this.#refill(nowMs)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Hears of a try that succeeded. */
  succeed(isRepeat: boolean): void {
    this.#add(isRepeat ? REPEAT_GIVES : FIRST_TRY_GIVES)
  }

  /** Milliseconds until there is a token. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs)
    return Math.max(0, Math.ceil(((1 - this.#tokens) / this.#options.perSecond) * 1_000))
  }

  #refill(nowMs: number): void {
    this.#add((Math.max(0, nowMs - this.#countedAtMs) / 1_000) * this.#options.perSecond)
    this.#countedAtMs = nowMs
  }

  #add(tokens: number): void {
    this.#tokens = Math.min(this.#options.burst, this.#tokens + tokens)
  }
}
