// The outbox inside a client: takes accepted events in, lets the loop deliver them, and tells what became of them.
import type { Delivery } from '@mida-kit/contract'
import type { Runtime } from '../runtime.ts'
import { DeliveryLoop } from './delivery-loop.ts'
import type { LoopOptions } from './loop-options.ts'
import type { Addition, OutboxEntry, OutboxStatus, OutcomeReport } from './outbox.ts'
import { OutboxCounters, type OutboxCounts } from './outbox-counters.ts'
import { createSteadyClock } from './steady-clock.ts'

/** What a client gives to its outbox. */
export type SenderOptions = Pick<LoopOptions, 'project' | 'concurrency' | 'onTrouble'> & {
  /** Chance; time comes from a clock of its own that only goes forward. */
  readonly random: () => number
  /** Whether this process sends, or another one does (a worker, a cron route). */
  readonly isSender: boolean
  readonly createDeliver: (runtime: Runtime) => LoopOptions['deliver']
}

/** What the outbox has done and holds. */
export type OutboxReport = OutboxStatus & { readonly counts: OutboxCounts }

/** The delivery loop of one store and one project in one process. `Outbox.createSender` makes it; an app does not use it itself. */
export class OutboxSender {
  readonly runtime: Runtime
  /** Hears the end of every event that this process delivers; replaced by the newest copy of the app's module. */
  tell: (report: OutcomeReport) => void = () => {}
  readonly #options: SenderOptions & Pick<LoopOptions, 'outbox'>
  readonly #counters = new OutboxCounters()
  readonly #loop: DeliveryLoop
  readonly #waiting = new Map<string, ((delivery: Delivery) => void)[]>()
  #isClosed = false

  constructor(options: SenderOptions & Pick<LoopOptions, 'outbox'>) {
    this.#options = options
    this.runtime = { nowMs: createSteadyClock(), random: options.random, startTimer: startIdleTimer }
    this.#loop = new DeliveryLoop({
      ...options,
      runtime: this.runtime,
      deliver: options.createDeliver(this.runtime),
      counters: this.#counters,
      onOutcome: (report) => this.#end(report),
    })
  }

  /** The project that its events belong to. */
  get project(): string {
    return this.#options.project
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Resolves when the event is durable. Never rejects. */
  async add(entry: OutboxEntry): Promise<Addition> {
    const addition = await this.#options.outbox.add(entry)
    if (addition.status === 'queued') this.#counters.count('accepted')
    if (addition.status === 'duplicate') this.#counters.count('duplicate')
    if (addition.status === 'queued' && this.#options.isSender) void this.#startQuietly()
    return addition
  }

  /** What becomes of an event, where this process is the one that delivers it. Asked for before it is added. */
  outcomeOf(eventId: string): Promise<Delivery> {
    const [oldest] = this.#waiting.keys()
    // Another process may deliver it, and then nobody tells: such a wait must not stay for ever.
    if (this.#waiting.size >= MAX_WAITING && oldest !== undefined) this.#waiting.delete(oldest)
    return new Promise<Delivery>((resolve) => {
      this.#waiting.set(eventId, [...(this.#waiting.get(eventId) ?? []), resolve])
    })
  }

  /** Ends the wait of `outcomeOf`: the event was not added. */
  forgetOutcome(eventId: string): void {
    this.#waiting.delete(eventId)
  }

  /** @throws MidaSetupError where the store cannot be opened. */
  async start(): Promise<void> {
    await this.#options.outbox.open()
    if (this.#options.isSender && !this.#isClosed) await this.#loop.start()
  }

  /** Sends what is due, whoever sends otherwise; for a cron route, a worker, and functions that end after their answer. */
  async drain(withinMs: number, until?: 'nothing_due' | 'nothing_waits'): Promise<void> {
    if (!this.#isClosed) await this.#loop.drain(withinMs, until)
  }

  /** Resolves when no request is under way. */
  settled(): Promise<void> {
    return this.#loop.settled()
  }

  get counts(): OutboxCounts {
    return this.#counters.read()
  }

  /** Drops what waits, is dead or in doubt of a visitor, by `id:…`, `mida_uuid:…` or `email:…`; gives its count. Never rejects. */
  async forget(visitorKeys: ReadonlySet<string>): Promise<number> {
    let count = 0
    try {
      for (const key of visitorKeys) {
        const visitor = key.slice(key.indexOf(':') + 1)
        for (let dropped = -1; dropped !== 0; count += dropped) {
          dropped = await this.#options.outbox.drop({ visitor })
        }
      }
    } catch (error) {
      this.#options.onTrouble(error)
    }
    return count
  }

  /** What the store holds and what this process has done. Rejects where the store cannot be read. */
  async report(): Promise<OutboxReport> {
    return { ...(await this.#options.outbox.status()), counts: this.#counters.read() }
  }

  /** Finishes what is under way, at most for so long, and closes the store. What is not sent stays in it. */
  async close(withinMs: number): Promise<void> {
    this.#isClosed = true
    await this.#loop.stop({ withinMs, claimForMs: CLAIM_WHILE_CLOSING_MS })
    await this.#options.outbox.close()
  }

  async #startQuietly(): Promise<void> {
    try {
      if (!this.#isClosed) await this.#loop.start()
    } catch (error) {
      this.#options.onTrouble(error)
    }
  }

  #end(report: OutcomeReport): void {
    const { eventId } = report.event
    for (const hear of this.#waiting.get(eventId) ?? []) hear(report.delivery)
    this.#waiting.delete(eventId)
    this.tell(report)
  }
}

const MAX_WAITING = 10_000

/** A healthy Mida takes what was just tracked in this time; the rest is on disk. */
const CLAIM_WHILE_CLOSING_MS = 500

/** A timer that does not keep a process alive: what waits is on disk. */
function startIdleTimer(ms: number, callback: () => void): () => void {
  const timer: unknown = setTimeout(callback, ms)
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function') {
    timer.unref()
  }
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>)
}
