// The one delivery loop over every store: claims what is due, sends it, settles it, and lets go of it when it is told to stop.
import type { Delivery } from '@mida-kit/contract'
import type { Lane } from '../job.ts'
import { PLATFORM_RUNTIME } from '../runtime.ts'
import { judge } from './fate.ts'
import { Gate } from './gate.ts'
import { Holdings } from './holdings.ts'
import type { LoopOptions } from './loop-options.ts'
import type { ClaimedEvent, Fate, OutboxWorker, OutcomeReport } from './outbox.ts'
import { Quiet } from './quiet.ts'
import { earlier, LONGEST_TIMER_MS } from './steady-clock.ts'
import { Tenure } from './tenure.ts'
import { toAbandoned, toCasualtyReport } from './told.ts'

/** How long new events are looked for again where nothing said that there are any, in milliseconds. */
const POLL_MS = 500
/** Claimed for each slot, so that sending never waits for the disk. */
const HELD_PER_SLOT = 8
const STORE_RETRY_MS = 250

export class DeliveryLoop {
  readonly #options: LoopOptions
  readonly #gate: Gate
  readonly #tenure: Tenure
  readonly #quiet: Quiet
  readonly #holdings = new Holdings()
  #worker: OutboxWorker | null = null
  #starting: Promise<void> | null = null
  #state: 'running' | 'draining' | 'stopped' = 'running'
  #isClaiming = false
  #mayHaveMore = true
  #nextDueAtMs: number | null = null
  /** Until when the store is left alone after it failed. */
  #storeIllUntilMs = Number.NEGATIVE_INFINITY
  #cancelTimer: () => void = () => {}
  #stopNudges: () => void = () => {}

  constructor(options: LoopOptions) {
    this.#options = options
    this.#gate = new Gate(options.runtime.random)
    // Whoever waits for the loop keeps the process alive meanwhile.
    this.#quiet = new Quiet(PLATFORM_RUNTIME)
    this.#tenure = new Tenure(options.runtime, {
      onLost: () => this.#holdings.forgetUnsent(),
      onTrouble: options.onTrouble,
    })
  }

  /** Opens the store and begins to send. May be called again. @throws MidaSetupError where the store cannot be opened. */
  start(): Promise<void> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = null
      throw error
    })
    return this.#starting
  }

  /** Resolves when nothing waits at all; or when nothing is due, or Mida turns out to be down; or after a while. */
  async drain(withinMs: number, until: 'nothing_due' | 'nothing_waits' = 'nothing_due'): Promise<void> {
    await this.start()
    this.#lookAgain()
    const { failedProbeCount } = this.#gate
    const isDone = (): boolean =>
      until === 'nothing_waits'
        ? this.#isIdle() && this.#nextDueAtMs === null
        : this.#isIdle() || this.#gate.failedProbeCount > failedProbeCount
    await this.#quiet.until(isDone, withinMs)
  }

  /**
   * Sends what is due for `claimForMs`, then claims nothing more and lets what is under way end; what is unsent stays in the
   * store. Ends within `withinMs`.
   */
  async stop({ withinMs, claimForMs }: { withinMs: number; claimForMs: number }): Promise<void> {
    if (this.#state !== 'running' || !this.#starting) return
    await this.#starting.catch(() => {})
    const startedAtMs = this.#options.runtime.nowMs()
    if (this.#worker) await this.drain(Math.min(withinMs, claimForMs)).catch(this.#options.onTrouble)
    this.#state = 'draining'
    this.#holdings.forgetUnsent()
    const spentMs = this.#options.runtime.nowMs() - startedAtMs
    await this.#quiet.until(() => this.#holdings.count === 0 && !this.#isClaiming, withinMs - spentMs)
    this.#state = 'stopped'
    this.#stopNudges()
    this.#cancelTimer()
    this.#tenure.end()
    await this.#letGo()
  }

  /** Resolves when nothing is held: every event that was claimed is settled. */
  async settled(): Promise<void> {
    await this.#quiet.until(() => this.#holdings.count === 0 || this.#gate.because !== null, LONGEST_TIMER_MS)
  }

  async #start(): Promise<void> {
    this.#worker = await this.#options.outbox.connect()
    this.#tenure.begin(this.#worker)
    this.#stopNudges = this.#options.outbox.onNudge(() => this.#lookAgain())
    void this.#fill()
  }

  #lookAgain(): void {
    this.#mayHaveMore = true
    void this.#fill()
  }

  #isIdle(): boolean {
    if (this.#isClaiming || this.#mayHaveMore || this.#holdings.count > 0) return false
    return this.#nextDueAtMs === null || this.#nextDueAtMs > this.#options.runtime.nowMs()
  }

  /** Claims as many as there is room for. One claim at a time: what comes meanwhile is found by the next. */
  async #fill(): Promise<void> {
    const limits = this.#findRoom()
    if (this.#isClaiming || limits.server + limits.browser === 0 || !this.#worker) return
    this.#isClaiming = true
    this.#mayHaveMore = false
    const dueBeforeMs = this.#nextDueAtMs
    this.#nextDueAtMs = null // What is settled while the store looks says itself when it is due.
    try {
      const claim = await this.#worker.claim({ project: this.#options.project, limits })
      this.#nextDueAtMs = earlier(this.#nextDueAtMs, claim.nextDueAtMs)
      for (const report of claim.casualties.map(toCasualtyReport)) {
        if (report) this.#tell(report)
        else this.#options.counters.count('dead')
      }
      // Told to stop meanwhile: what was claimed is given back with the rest.
      if (this.#state === 'running') for (const event of claim.events) this.#holdings.add(event)
      if (claim.nextDueAtMs !== null && claim.nextDueAtMs <= this.#options.runtime.nowMs()) {
        this.#mayHaveMore = claim.events.length > 0 // Else another worker holds these visitors.
      }
    } catch (error) {
      this.#nextDueAtMs = earlier(this.#nextDueAtMs, dueBeforeMs)
      this.#fallIll(error)
    }
    this.#isClaiming = false
    this.#pump()
  }

  #findRoom(): Record<Lane, number> {
    return this.#holdings.roomWithin(this.#state === 'running' ? this.#slots() * HELD_PER_SLOT : 0)
  }

  #slots(): number {
    const { concurrency, runtime } = this.#options
    if (runtime.nowMs() < this.#storeIllUntilMs) return 0
    return this.#gate.slots(concurrency, runtime.nowMs())
  }

  #pump(): void {
    while (this.#state !== 'stopped' && this.#holdings.underWay.size < this.#slots()) {
      const event = this.#holdings.next()
      if (!event) break
      void this.#run(event)
    }
    if (this.#mayHaveMore) void this.#fill()
    this.#quiet.look()
    this.#schedule()
  }

  async #run(event: ClaimedEvent): Promise<void> {
    const tenure = await this.#secure(event)
    if (tenure === 'unknown') this.#holdings.again(event)
    else if (tenure === 'lost') this.#holdings.remove(event)
    else await this.#try(event)
    this.#holdings.passed(event)
    this.#pump()
  }

  /** Whether nobody else can have taken the event over; an `at-most-once` one is written down as begun. */
  async #secure(event: ClaimedEvent): Promise<'ours' | 'lost' | 'unknown'> {
    const tenure = await this.#tenure.check()
    if (tenure !== 'ours' || event.guarantee === 'at-least-once') return tenure
    try {
      return (await this.#worker?.begin(event.id)) === true ? 'ours' : 'lost'
    } catch (error) {
      this.#fallIll(error)
      return 'unknown'
    }
  }

  async #try(event: ClaimedEvent): Promise<void> {
    const { deliver, runtime, counters } = this.#options
    if (event.progress.failedTries > 0) counters.count('resent')
    const attempted = await deliver(event)
    if (this.#state === 'stopped') return // Too late: it was let go of as one that may have been recorded.
    const { step, failure } = attempted
    const pauseMs = step.kind === 'wait' && step.pausesAll ? step.waitMs : 0
    this.#gate.hear(failure, { nowMs: runtime.nowMs(), pauseMs })
    if (failure) counters.countFailure(failure.code)
    const { fate, delivery } = judge(event, attempted, runtime.nowMs())
    if (fate.kind === 'release' && event.guarantee === 'at-least-once') this.#holdings.again(event)
    else void this.#settle(event, { fate, delivery })
  }

  /** Again and again: what Mida has recorded must not be sent again because the disk was full for a moment. */
  async #settle(
    event: ClaimedEvent,
    { fate, delivery }: { fate: Fate; delivery: Delivery | null },
  ): Promise<void> {
    while (this.#state !== 'stopped') {
      try {
        await this.#worker?.settle(event, fate)
        break
      } catch (error) {
        this.#fallIll(error)
        await new Promise<void>((resolve) => void this.#options.runtime.startTimer(STORE_RETRY_MS, resolve))
      }
    }
    if (delivery) this.#tell({ event, delivery })
    this.#holdings.remove(event)
    const dueAtMs = this.#options.runtime.nowMs() + (fate.kind === 'wait' ? fate.waitMs : 0)
    if (!delivery) this.#nextDueAtMs = earlier(this.#nextDueAtMs, dueAtMs)
    this.#pump()
  }

  /** Gives back what is held. What is under way may be recorded: its fate says so. */
  async #letGo(): Promise<void> {
    try {
      for (const event of this.#holdings.underWay) {
        this.#options.counters.count('abandoned')
        const { fate, delivery } = toAbandoned(event)
        await this.#worker?.settle(event, fate)
        if (delivery) this.#tell({ event, delivery })
      }
      await this.#worker?.leave()
    } catch (error) {
      this.#options.onTrouble(error) // Others take over once this process is gone.
    }
  }

  #tell(report: OutcomeReport): void {
    this.#options.counters.countEnd(report.delivery)
    this.#options.onOutcome(report)
  }

  #fallIll(error: unknown): void {
    this.#storeIllUntilMs = this.#options.runtime.nowMs() + STORE_RETRY_MS
    this.#options.onTrouble(error)
  }

  #schedule(): void {
    this.#cancelTimer()
    if (this.#state !== 'running' || this.#isClaiming) return
    const nowMs = this.#options.runtime.nowMs()
    const dueMs = Math.min(POLL_MS, (this.#nextDueAtMs ?? Number.POSITIVE_INFINITY) - nowMs)
    const waitMs = Math.max(dueMs, this.#gate.closedUntilMs - nowMs, this.#storeIllUntilMs - nowMs, 1)
    this.#cancelTimer = this.#options.runtime.startTimer(waitMs, () => {
      this.#lookAgain()
      this.#pump()
    })
  }
}
