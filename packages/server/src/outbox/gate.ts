// How many events may be sent at the same time, by what Mida answers: all of them, one to see whether it is back, or none yet.
import type { Failure } from '@mida-kit/contract'

/** Outages in a row after which one event at a time is tried: those that wait stay as they are, however long it takes. */
const OUTAGES_BEFORE_PROBING = 20
const FIRST_WAIT_MS = 250
const MAX_WAIT_MS = 30_000

type Weather = 'fair' | 'outage' | 'refused_key'

export class Gate {
  readonly #random: () => number
  #outagesInARow = 0
  #probesInARow = 0
  #failedProbeCount = 0
  #isProbing = false
  #closedUntilMs = Number.NEGATIVE_INFINITY
  #because: Failure | null = null

  constructor(random: () => number) {
    this.#random = random
  }

  /** Events that may be under way now. */
  slots(concurrency: number, nowMs: number): number {
    if (nowMs < this.#closedUntilMs) return 0
    return this.#isProbing ? 1 : concurrency
  }

  /** When `slots` may be more than none again. */
  get closedUntilMs(): number {
    return this.#closedUntilMs
  }

  /** Why events are held back; null where they are not. */
  get because(): Failure | null {
    return this.#isProbing ? this.#because : null
  }

  /** Times that Mida was found to be down still, or the key refused. */
  get failedProbeCount(): number {
    return this.#failedProbeCount
  }

  /** Hears what one try came to: null where Mida recorded the event. */
  hear(failure: Failure | null, { nowMs, pauseMs }: { nowMs: number; pauseMs: number }): void {
    this.#closeUntil(nowMs + pauseMs)
    const weather = toWeather(failure)
    if (weather === 'fair') {
      this.#outagesInARow = 0
      this.#probesInARow = 0
      this.#isProbing = false
      return
    }
    this.#outagesInARow += 1
    this.#because = failure
    const isEnough = weather === 'refused_key' || this.#outagesInARow >= OUTAGES_BEFORE_PROBING
    if (!this.#isProbing && !isEnough) return
    // What was under way when it began is not another probe.
    if (this.#isProbing && nowMs < this.#closedUntilMs) return
    this.#isProbing = true
    this.#probesInARow += 1
    this.#failedProbeCount += 1
    const ceilingMs = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#probesInARow)
    this.#closeUntil(nowMs + ceilingMs * (0.5 + this.#random() / 2))
  }

  #closeUntil(atMs: number): void {
    this.#closedUntilMs = Math.max(this.#closedUntilMs, atMs)
  }
}

function toWeather(failure: Failure | null): Weather {
  switch (failure?.code) {
    case 'unauthorized':
      return 'refused_key'
    case 'unreachable':
    case 'connection_lost':
    case 'timed_out':
    case 'unavailable':
    case 'server_error':
      return 'outage'
    default:
      return 'fair' // Mida answered, if only that this event is wrong, or to slow down, which has its own pause.
  }
}
