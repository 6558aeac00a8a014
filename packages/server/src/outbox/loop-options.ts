// What the delivery loop needs from outside.
import type { Runtime } from '../runtime.ts'
import type { Attempted } from './fate.ts'
import type { ClaimedEvent, Outbox, OutcomeReport } from './outbox.ts'
import type { OutboxCounters } from './outbox-counters.ts'

export type LoopOptions = {
  readonly outbox: Outbox
  readonly project: string
  /** One try. Never rejects. */
  readonly deliver: (event: ClaimedEvent) => Promise<Attempted>
  /** Tries at the same time. */
  readonly concurrency: number
  /** `nowMs` must only go forward; timers need not keep the process alive. */
  readonly runtime: Runtime
  readonly counters: OutboxCounters
  readonly onOutcome: (report: OutcomeReport) => void
  /** Hears of a store that cannot be read or written now; the loop goes on trying. */
  readonly onTrouble: (error: unknown) => void
}
