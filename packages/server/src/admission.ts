// What the queue may hold: counts and bytes, in all and for browsers, so that nobody can fill it for everybody.
import type { Job, Lane } from './job.ts'

export type AdmissionLimits = {
  /** Events held at the same time, waiting ones included. */
  readonly capacity: number
  /** Bytes of their properties. */
  readonly capacityBytes: number
}

/** Browsers' events may fill half of the queue, so that they never starve the server's own. */
const BROWSER_SHARE = 0.5
/** Those whose visitor Mida does not know wait in a tenth: random uuids are free to make up. */
const UNKNOWN_VISITOR_SHARE = 0.1
/** One visitor's browser events at the same time: they are sent one by one. */
const BROWSER_EVENTS_PER_VISITOR = 200

export class Admission {
  readonly #limits: AdmissionLimits
  readonly #held: Record<Lane, { count: number; bytes: number }> = {
    server: { count: 0, bytes: 0 },
    browser: { count: 0, bytes: 0 },
  }
  readonly #browserEventsOf = new Map<string, number>()
  #unknownCount = 0

  constructor(limits: AdmissionLimits) {
    this.#limits = limits
  }

  /** Takes an event in, or says that it does not fit. */
  admit(job: Job): boolean {
    if (!this.#fits(job)) return false
    this.#add(job, 1)
    return true
  }

  release(job: Job): void {
    this.#add(job, -1)
  }

  /**
   * Takes a browser's event in among those whose visitor is not known; the function it returns lets it out again.
   * Meanwhile it does not count as its visitor's: else a browser could tell by the bound whether Mida knows them.
   */
  admitUnknown(job: Job): (() => void) | null {
    if (this.#unknownCount >= Math.ceil(this.#limits.capacity * UNKNOWN_VISITOR_SHARE)) return null
    this.#unknownCount += 1
    this.#countOfVisitor(job, -1)
    return () => {
      this.#unknownCount -= 1
      this.#countOfVisitor(job, 1)
    }
  }

  #fits(job: Job): boolean {
    const { server, browser } = this.#held
    const { capacity, capacityBytes } = this.#limits
    if (server.count + browser.count >= capacity) return false
    if (server.bytes + browser.bytes + job.bytes > capacityBytes) return false
    if (job.lane === 'server') return true
    const ofVisitor = this.#browserEventsOf.get(job.visitorKey) ?? 0
    return (
      browser.count < Math.ceil(capacity * BROWSER_SHARE) &&
      browser.bytes + job.bytes <= capacityBytes * BROWSER_SHARE &&
      ofVisitor < BROWSER_EVENTS_PER_VISITOR
    )
  }

  #add(job: Job, sign: 1 | -1): void {
    this.#held[job.lane].count += sign
    this.#held[job.lane].bytes += sign * job.bytes
    if (job.lane === 'browser') this.#countOfVisitor(job, sign)
  }

  #countOfVisitor(job: Job, sign: 1 | -1): void {
    const ofVisitor = (this.#browserEventsOf.get(job.visitorKey) ?? 0) + sign
    if (ofVisitor === 0) this.#browserEventsOf.delete(job.visitorKey)
    else this.#browserEventsOf.set(job.visitorKey, ofVisitor)
  }
}
