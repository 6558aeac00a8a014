// Who is tried next: one visitor's events in order, the server's before browsers', repeats within their budget.
import { Fifo } from './fifo.ts'
import type { Job, Lane } from './job.ts'
import { RetryBudget, type RetryBudgetOptions } from './retry-budget.ts'

const LANES: readonly Lane[] = ['server', 'browser']

/** The client's budget for repeats; browsers have a third of their own, so that they never use up the server's. */
const BUDGETS: Readonly<Record<Lane, RetryBudgetOptions>> = {
  server: { burst: 100, perSecond: 10 },
  browser: { burst: 50, perSecond: 5 },
}

export class Lineup {
  readonly #fresh: Record<Lane, Fifo<Job>> = { server: new Fifo(), browser: new Fifo() }
  readonly #due: Record<Lane, Fifo<Job>> = { server: new Fifo(), browser: new Fifo() }
  readonly #budget: Record<Lane, RetryBudget>
  /** By visitor, the events behind the first untried one: null where none is; no entry where none is untried. */
  readonly #behind: Record<Lane, Map<string, Fifo<Job> | null>> = { server: new Map(), browser: new Map() }

  constructor(nowMs: number) {
    this.#budget = {
      server: new RetryBudget(BUDGETS.server, nowMs),
      browser: new RetryBudget(BUDGETS.browser, nowMs),
    }
  }

  /** Lines a new event up, behind the visitor's untried ones. */
  add(job: Job): void {
    const chains = this.#behind[job.lane]
    const behind = chains.get(job.visitorKey)
    if (behind === undefined) {
      chains.set(job.visitorKey, null)
      this.#fresh[job.lane].push(job)
      return
    }
    if (behind) {
      behind.push(job)
      return
    }
    const line = new Fifo<Job>()
    line.push(job)
    chains.set(job.visitorKey, line)
  }

  /** Lines an event up again whose time to wait is over. */
  addRepeat(job: Job): void {
    this.#due[job.lane].push(job)
  }

  /** The visitor's next event may go: this one has been tried, or never will be. */
  release({ lane, visitorKey }: Job): void {
    const next = this.#behind[lane].get(visitorKey)?.shift()
    if (next) this.#fresh[lane].push(next)
    else this.#behind[lane].delete(visitorKey)
  }

  next(nowMs: number): Job | undefined {
    for (const lane of LANES) {
      const isRepeatAllowed = this.#due[lane].size > 0 && this.#budget[lane].take(nowMs)
      const job = isRepeatAllowed ? this.#due[lane].shift() : this.#fresh[lane].shift()
      if (job) return job
    }
    return undefined
  }

  /** Tells the budget of a try that succeeded. */
  succeed(job: Job, isRepeat: boolean): void {
    this.#budget[job.lane].succeed(isRepeat)
  }

  /** Milliseconds until a repeat that is due may go; null where none is due. */
  repeatInMs(nowMs: number): number | null {
    const waits = LANES.filter((lane) => this.#due[lane].size > 0).map((lane) =>
      this.#budget[lane].waitMs(nowMs),
    )
    return waits.length === 0 ? null : Math.min(...waits)
  }
}
