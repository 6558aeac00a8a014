// The bounded queue in memory: who is sent when. Knows nothing of HTTP; a try is a function that is passed in.
import type { Delivery } from '@mida-kit/contract'
import { Admission, type AdmissionLimits } from './admission.ts'
import { createFifo, type Fifo } from './fifo.ts'
import type { Job, Lane } from './job.ts'
import type { Runtime } from './runtime.ts'

/** What one try came to: the event is settled, or waits. */
export type Step =
  | { readonly kind: 'settled'; readonly delivery: Delivery }
  | {
      readonly kind: 'wait'
      readonly waitMs: number
      /** Every other event is held as well. */
      readonly pausesAll: boolean
      /** Set where Mida knows no such visitor: what becomes of the event where it cannot wait. */
      readonly unknownVisitor: Delivery | null
    }

export type QueueOptions = AdmissionLimits & {
  /** Tries at the same time. */
  readonly concurrency: number
}

export type DeliveryQueue = {
  /** Takes an event, or says why it cannot. Never blocks and never throws. */
  add: (job: Job) => 'taken' | 'queue_full' | 'closed'
  /** Resolves when nothing is held any more, or after a while; gives the count that is still held. */
  flush: (withinMs: number) => Promise<number>
  /** Takes nothing more, tries what waits once more, and at the deadline settles the rest as told; gives its count. */
  close: (withinMs: number) => Promise<number>
}

type QueueContext = {
  readonly attempt: (job: Job) => Promise<Step>
  readonly runtime: Runtime
}

export function createDeliveryQueue(options: QueueOptions, context: QueueContext): DeliveryQueue {
  return new MemoryQueue(options, context)
}

class MemoryQueue implements DeliveryQueue {
  readonly #options: QueueOptions
  readonly #context: QueueContext
  readonly #held = new Set<Job>()
  readonly #admission: Admission
  readonly #ready: Record<Lane, Fifo<Job>> = { server: createFifo(), browser: createFifo() }
  /** Events behind the visitor's first untried one; a visitor without an entry has none that is untried. */
  readonly #behind = new Map<string, Fifo<Job>>()
  readonly #waiting = new Map<Job, () => void>()
  readonly #sending = new Set<Job>()
  readonly #whenIdle = new Set<() => void>()
  #pausedUntilMs = 0
  #endPause: (() => void) | null = null
  #isClosed = false

  constructor(options: QueueOptions, context: QueueContext) {
    this.#options = options
    this.#admission = new Admission(options)
    this.#context = context
  }

  add(job: Job): 'taken' | 'queue_full' | 'closed' {
    if (this.#isClosed) return 'closed'
    if (!this.#admission.admit(job)) return 'queue_full'

    this.#held.add(job)
    const chain = toChain(job)
    const behind = this.#behind.get(chain)
    if (behind) {
      behind.push(job)
      return 'taken'
    }
    this.#behind.set(chain, createFifo())
    this.#ready[job.lane].push(job)
    this.#pump()
    return 'taken'
  }

  async flush(withinMs: number): Promise<number> {
    await this.#idleWithin(withinMs)
    return this.#held.size
  }

  async close(withinMs: number): Promise<number> {
    this.#isClosed = true
    for (const job of [...this.#waiting.keys()]) this.#wake(job)
    await this.#idleWithin(withinMs)
    const rest = [...this.#held]
    for (const job of rest) this.#settle(job, toClosedDelivery(job, this.#sending.has(job)))
    this.#endPause?.()
    return rest.length
  }

  #pump(): void {
    if (this.#isPaused()) return
    while (this.#sending.size < this.#options.concurrency) {
      const job = this.#ready.server.shift() ?? this.#ready.browser.shift()
      if (!job) return
      if (this.#held.has(job)) void this.#run(job)
    }
  }

  async #run(job: Job): Promise<void> {
    const isFirstTry = job.failedTries === 0
    this.#sending.add(job)
    const step = await this.#context.attempt(job)
    this.#sending.delete(job)
    if (isFirstTry) this.#releaseNext(toChain(job))
    if (step.kind === 'settled') this.#settle(job, step.delivery)
    else if (this.#held.has(job)) this.#wait(job, step)
    this.#pump()
  }

  #releaseNext(chain: string): void {
    const next = this.#behind.get(chain)?.shift()
    if (next) this.#ready[next.lane].push(next)
    else this.#behind.delete(chain)
  }

  #wait(job: Job, { waitMs, pausesAll, unknownVisitor }: Extract<Step, { kind: 'wait' }>): void {
    const leave = unknownVisitor && job.lane === 'browser' ? this.#admission.admitUnknown(job) : () => {}
    if (!leave && unknownVisitor) {
      this.#settle(job, unknownVisitor)
      return
    }
    if (pausesAll) {
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#context.runtime.nowMs() + waitMs)
    }
    const cancel = this.#context.runtime.startTimer(waitMs, () => this.#wake(job))
    this.#waiting.set(job, () => {
      cancel()
      leave?.()
    })
  }

  #wake(job: Job): void {
    this.#stopWaiting(job)
    this.#ready[job.lane].push(job)
    this.#pump()
  }

  #stopWaiting(job: Job): void {
    this.#waiting.get(job)?.()
    this.#waiting.delete(job)
  }

  #isPaused(): boolean {
    const remainingMs = this.#pausedUntilMs - this.#context.runtime.nowMs()
    if (remainingMs <= 0) return false
    this.#endPause ??= this.#context.runtime.startTimer(remainingMs, () => {
      this.#endPause = null
      this.#pump()
    })
    return true
  }

  #settle(job: Job, delivery: Delivery): void {
    if (!this.#held.delete(job)) return
    this.#admission.release(job)
    this.#stopWaiting(job)
    job.settle(delivery)
    if (this.#held.size > 0) return
    for (const tell of [...this.#whenIdle]) tell()
  }

  #idleWithin(withinMs: number): Promise<void> {
    if (this.#held.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        this.#whenIdle.delete(done)
        cancel()
        resolve()
      }
      const cancel = this.#context.runtime.startTimer(withinMs, done)
      this.#whenIdle.add(done)
    })
  }
}

/** Events of one visitor are sent in order; a browser's never stand before the server's own. */
function toChain({ lane, visitorKey }: Job): string {
  return `${lane} ${visitorKey}`
}

function toClosedDelivery(job: Job, isSending: boolean): Delivery {
  const { eventId, lastFailure, mayBeRecorded } = job
  if (isSending || mayBeRecorded) {
    const unanswered = { code: 'timed_out', message: 'The client was closed before Mida answered.' } as const
    return { status: 'in_doubt', eventId, failure: isSending ? unanswered : (lastFailure ?? unanswered) }
  }
  const message = 'The client was closed before the event could be sent.'
  return {
    status: 'failed',
    eventId,
    failure: { code: 'closed', message, lastFailure: lastFailure ?? undefined },
  }
}
