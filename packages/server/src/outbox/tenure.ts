// Says to the store again and again that this worker lives, and knows whether what it holds is surely still its own.
import type { Runtime } from '../runtime.ts'
import type { OutboxWorker } from './outbox.ts'

const BEAT_EVERY_MS = 2_000
/** Half of the silence after which others take over (10 s): what starts after this may already be somebody else's. */
const SURE_FOR_MS = 5_000

type TenureHooks = {
  /** Others took over what this worker held. */
  readonly onLost: () => void
  readonly onTrouble: (error: unknown) => void
}

export class Tenure {
  readonly #runtime: Runtime
  readonly #hooks: TenureHooks
  #worker: OutboxWorker | null = null
  #sureUntilMs = 0
  #cancelTimer: () => void = () => {}
  #beating: Promise<'ours' | 'lost' | 'unknown'> | null = null

  constructor(runtime: Runtime, hooks: TenureHooks) {
    this.#runtime = runtime
    this.#hooks = hooks
  }

  begin(worker: OutboxWorker): void {
    this.#worker = worker
    this.#sureUntilMs = this.#runtime.nowMs() + SURE_FOR_MS
    this.#schedule()
  }

  /** Whether what was claimed before is still this worker's; `unknown` where the store cannot say now. */
  async check(): Promise<'ours' | 'lost' | 'unknown'> {
    return this.#runtime.nowMs() < this.#sureUntilMs ? 'ours' : this.#beat()
  }

  end(): void {
    this.#cancelTimer()
    this.#worker = null
  }

  #schedule(): void {
    this.#cancelTimer = this.#runtime.startTimer(BEAT_EVERY_MS, () => {
      void this.#beat().then(() => {
        if (this.#worker) this.#schedule()
      })
    })
  }

  #beat(): Promise<'ours' | 'lost' | 'unknown'> {
    this.#beating ??= this.#tellStore().finally(() => {
      this.#beating = null
    })
    return this.#beating
  }

  async #tellStore(): Promise<'ours' | 'lost' | 'unknown'> {
    const askedAtMs = this.#runtime.nowMs()
    try {
      const isOurs = (await this.#worker?.beat()) ?? false
      this.#sureUntilMs = askedAtMs + SURE_FOR_MS
      if (!isOurs) this.#hooks.onLost()
      return isOurs ? 'ours' : 'lost'
    } catch (error) {
      this.#hooks.onTrouble(error)
      return 'unknown'
    }
  }
}
