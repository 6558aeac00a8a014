// The bounded queue in memory: who is sent when. Knows nothing of HTTP; a try is a function that is passed in.
import type { Delivery } from '@mida-kit/contract'
import { Admission, type AdmissionLimits } from './admission.ts'
import { Concurrency } from './concurrency.ts'
import { type Job, toWithdrawn, type Withdrawal } from './job.ts'
import { Lineup } from './lineup.ts'
import type { Runtime } from './runtime.ts'
import { Slots } from './slots.ts'

/** What one try, or one look at Mida's list, came to: the event is settled, or waits. */
export type Step = {
  /** Mida is down or asks to slow down: fewer tries run side by side. */
  readonly isOverload: boolean
} & (
  | { readonly kind: 'settled'; readonly delivery: Delivery }
  | {
      readonly kind: 'wait'
      readonly waitMs: number
      /** Every other event is held as well. */
      readonly pausesAll: boolean
      /** Set where Mida knows no such visitor: what becomes of the event where it cannot wait. */
      readonly unknownVisitor: Delivery | null
      /** What comes after the wait: another try, or a look whether the last one was recorded. */
      readonly next: 'try' | 'look'
    }
)

export type QueueOptions = AdmissionLimits & {
  /** Most tries at the same time. */
  readonly concurrency: number
}

/** What the queue holds now. */
export type QueueState = {
  /** Events in memory, waiting ones included. */
  readonly heldCount: number
  /** Of these, events that wait for another try or a look. */
  readonly waitingCount: number
  /** Requests under way. */
  readonly sendingCount: number
  /** Requests that may be under way now; adapts between 1 and `concurrencyBound`. */
  readonly concurrency: number
  readonly concurrencyBound: number
}

type QueueContext = {
  readonly attempt: (job: Job) => Promise<Step>
  /** Looks in Mida's list; holds no slot. */
  readonly look: (job: Job) => Promise<Step>
  readonly runtime: Runtime
}

export class DeliveryQueue {
  readonly #context: QueueContext
  readonly #held = new Slots<Job>()
  readonly #admission: Admission
  readonly #lineup: Lineup
  readonly #concurrency: Concurrency
  readonly #waiting = new Map<Job, { readonly stop: () => void; readonly next: 'try' | 'look' }>()
  #sendingCount = 0
  readonly #whenIdle = new Set<() => void>()
  #pausedUntilMs = 0
  #stopAlarm: (() => void) | null = null
  #isClosed = false
  #isPumpDue = false

  constructor(options: QueueOptions, context: QueueContext) {
    this.#admission = new Admission(options)
    this.#concurrency = new Concurrency(options.concurrency)
    this.#lineup = new Lineup(context.runtime.nowMs())
    this.#context = context
  }

  get state(): QueueState {
    return {
      heldCount: this.#held.size,
      waitingCount: this.#waiting.size,
      sendingCount: this.#sendingCount,
      concurrency: this.#concurrency.limit,
      concurrencyBound: this.#concurrency.bound,
    }
  }

  /** Takes an event, or says why it cannot. Never blocks and never throws. */
  add(job: Job): 'taken' | 'queue_full' | 'closed' {
    if (this.#isClosed) return 'closed'
    if (!this.#admission.admit(job)) return 'queue_full'
    this.#held.add(job)
    this.#lineup.add(job)
    this.#pumpSoon()
    return 'taken'
  }

  /** Takes an event back: at once where it is not under way, else it is not sent again. */
  withdraw(job: Job, because: Withdrawal): 'removed' | 'under_way' | 'gone' {
    if (!this.#held.has(job)) return 'gone'
    if (job.isSending) {
      job.withdrawnAs = because
      return 'under_way'
    }
    this.#settle(job, toWithdrawn(job, because, false))
    return 'removed'
  }

  /** The events that are held, in the order of their arrival. */
  held(): Iterable<Job> {
    return this.#held.list()
  }

  /** Resolves when nothing is held any more, after a while, or by the signal; gives the count that is still held. */
  async flush(withinMs: number, signal?: AbortSignal): Promise<number> {
    await this.#idleWithin(withinMs, signal)
    return this.#held.size
  }

  /** Takes nothing more, tries what waits once more, and at the deadline settles the rest as told; gives its count. */
  async close(withinMs: number): Promise<number> {
    this.#isClosed = true
    for (const job of [...this.#waiting.keys()]) this.#wake(job)
    await this.#idleWithin(withinMs)
    const rest = this.#held.list()
    for (const job of rest) this.#settle(job, toWithdrawn(job, 'closed', job.isSending))
    this.#stopAlarm?.()
    return rest.length
  }

  /** After the caller's turn: in a burst, nobody who tracks pays for the sending. */
  #pumpSoon(): void {
    if (this.#isPumpDue || this.#sendingCount >= this.#concurrency.limit) return
    this.#isPumpDue = true
    queueMicrotask(this.#pumpNow)
  }

  readonly #pumpNow = (): void => {
    this.#isPumpDue = false
    this.#pump()
  }

  #pump(): void {
    if (this.#sendingCount >= this.#concurrency.limit) return
    const nowMs = this.#context.runtime.nowMs()
    if (nowMs < this.#pausedUntilMs) {
      this.#setAlarm(this.#pausedUntilMs - nowMs)
      return
    }
    while (this.#sendingCount < this.#concurrency.limit) {
      const job = this.#lineup.next(nowMs)
      if (!job) break
      if (this.#held.has(job)) void this.#try(job)
      else if (!job.isTried) this.#lineup.release(job)
    }
    if (this.#sendingCount >= this.#concurrency.limit) return
    const repeatInMs = this.#lineup.repeatInMs(nowMs)
    if (repeatInMs !== null) this.#setAlarm(repeatInMs)
  }

  async #try(job: Job): Promise<void> {
    const isFirstTry = !job.isTried
    const { round } = this.#concurrency
    job.isTried = true
    job.isSending = true
    this.#sendingCount += 1
    const step = await this.#context.attempt(job)
    if (step.isOverload) this.#concurrency.overload(round)
    else {
      this.#concurrency.succeed(this.#sendingCount >= this.#concurrency.limit)
      if (isRecorded(step)) this.#lineup.succeed(job, !isFirstTry)
    }
    job.isSending = false
    this.#sendingCount -= 1
    if (isFirstTry) this.#lineup.release(job)
    this.#take(job, step)
    this.#pump()
  }

  #take(job: Job, step: Step): void {
    if (step.kind === 'settled') this.#settle(job, step.delivery)
    else if (this.#held.has(job)) this.#wait(job, step)
  }

  #wait(job: Job, { waitMs, pausesAll, unknownVisitor, next }: Extract<Step, { kind: 'wait' }>): void {
    const leave = unknownVisitor && job.lane === 'browser' ? this.#admission.admitUnknown(job) : () => {}
    if (!leave && unknownVisitor) {
      this.#settle(job, unknownVisitor)
      return
    }
    if (pausesAll) {
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#context.runtime.nowMs() + waitMs)
    }
    const cancel = this.#context.runtime.startTimer(waitMs, () => this.#wake(job))
    const stop = (): void => {
      cancel()
      leave?.()
    }
    this.#waiting.set(job, { stop, next })
  }

  #wake(job: Job): void {
    const wait = this.#stopWaiting(job)
    if (wait?.next === 'look') {
      void this.#context.look(job).then((step) => this.#take(job, step))
      return
    }
    this.#lineup.addRepeat(job)
    this.#pump()
  }

  #stopWaiting(job: Job): { readonly next: 'try' | 'look' } | undefined {
    const wait = this.#waiting.get(job)
    wait?.stop()
    this.#waiting.delete(job)
    return wait
  }

  /** Pumps again after a while; the earliest alarm that is set stands. */
  #setAlarm(ms: number): void {
    this.#stopAlarm ??= this.#context.runtime.startTimer(ms, () => {
      this.#stopAlarm = null
      this.#pump()
    })
  }

  #settle(job: Job, delivery: Delivery): void {
    if (!this.#held.delete(job)) return
    this.#admission.release(job)
    this.#stopWaiting(job)
    job.settle(delivery)
    if (this.#held.size > 0) return
    for (const tell of [...this.#whenIdle]) tell()
  }

  #idleWithin(withinMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#held.size === 0 || signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        this.#whenIdle.delete(done)
        signal?.removeEventListener('abort', done)
        cancel()
        resolve()
      }
      const cancel = this.#context.runtime.startTimer(withinMs, done)
      signal?.addEventListener('abort', done)
      this.#whenIdle.add(done)
    })
  }
}

function isRecorded(step: Step): boolean {
  return step.kind === 'settled' && step.delivery.status === 'recorded'
}
