// The bounded queue in memory: who is sent when. Knows nothing of HTTP; a try is a function that is passed in.
import type { Delivery } from '@mida-kit/contract'
import { createFifo, type Fifo } from './fifo.ts'
import type { Job, Lane } from './job.ts'
import type { Runtime } from './runtime.ts'

/** What one try came to: the event is settled, or waits. `pausesAll` holds every other event as well. */
export type Step =
  | { readonly kind: 'settled'; readonly delivery: Delivery }
  | { readonly kind: 'wait'; readonly waitMs: number; readonly pausesAll: boolean }

export type QueueOptions = {
  /** Events held at the same time, waiting ones included. */
  readonly capacity: number
  /** Share of the capacity that browsers' events may fill. */
  readonly browserCapacity: number
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
  readonly #heldByLane: Record<Lane, number> = { server: 0, browser: 0 }
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
    this.#context = context
  }

  add(job: Job): 'taken' | 'queue_full' | 'closed' {
    if (this.#isClosed) return 'closed'
    if (this.#held.size >= this.#options.capacity) return 'queue_full'
    if (job.lane === 'browser' && this.#heldByLane.browser >= this.#options.browserCapacity)
      return 'queue_full'

    this.#held.add(job)
    this.#heldByLane[job.lane] += 1
    const behind = this.#behind.get(job.visitorKey)
    if (behind) {
      behind.push(job)
      return 'taken'
    }
    this.#behind.set(job.visitorKey, createFifo())
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
    for (const [job, cancel] of [...this.#waiting]) {
      cancel()
      this.#wake(job)
    }
    await this.#idleWithin(withinMs)
    const rest = [...this.#held]
    for (const job of rest) this.#settle(job, toClosedDelivery(job, this.#sending.has(job)))
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
    if (isFirstTry) this.#releaseNext(job.visitorKey)
    if (step.kind === 'settled') this.#settle(job, step.delivery)
    else if (this.#held.has(job)) this.#wait(job, step)
    this.#pump()
  }

  #releaseNext(visitorKey: string): void {
    const next = this.#behind.get(visitorKey)?.shift()
    if (next) this.#ready[next.lane].push(next)
    else this.#behind.delete(visitorKey)
  }

  #wait(job: Job, { waitMs, pausesAll }: Extract<Step, { kind: 'wait' }>): void {
    if (pausesAll) this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#context.runtime.nowMs() + waitMs)
    this.#waiting.set(
      job,
      this.#context.runtime.startTimer(waitMs, () => this.#wake(job)),
    )
  }

  #wake(job: Job): void {
    this.#waiting.delete(job)
    this.#ready[job.lane].push(job)
    this.#pump()
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
    this.#heldByLane[job.lane] -= 1
    this.#waiting.get(job)?.()
    this.#waiting.delete(job)
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

function toClosedDelivery(job: Job, isSending: boolean): Delivery {
  const { eventId, lastFailure } = job
  if (isSending) {
    const message = 'The client was closed before Mida answered.'
    return { status: 'in_doubt', eventId, failure: { code: 'timed_out', message } }
  }
  const message = 'The client was closed before the event could be sent.'
  return {
    status: 'failed',
    eventId,
    failure: { code: 'closed', message, lastFailure: lastFailure ?? undefined },
  }
}
