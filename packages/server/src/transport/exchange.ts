// One request to Mida and its answer, as undici tells of it: read whole, within a size and a time.
import type { Dispatcher } from 'undici'
import type { Deadlines, Expiring } from './deadlines.ts'
import { findErrorCode, toErrorOutcome, type UpstreamOutcome } from './transport.ts'

type ExchangeOptions = {
  readonly deadlines: Deadlines
  readonly maxAnswerBytes: number
  /** Called once. */
  readonly settle: (outcome: UpstreamOutcome) => void
}

/**
 * Hears of one request until it has an outcome. An error before the request was written is `not_sent`, whatever its
 * code; one after the answer has begun leaves an answer without a body.
 */
export class Exchange implements Dispatcher.DispatchHandler, Expiring {
  readonly #options: ExchangeOptions
  #controller: Dispatcher.DispatchController | null = null
  #answer: { readonly httpStatus: number; readonly retryAfter: string | null } | null = null
  #chunks: Buffer[] = []
  #byteCount = 0
  #isSettled = false
  startedAtMs = 0
  slot = -1
  order = 0

  constructor(options: ExchangeOptions) {
    this.#options = options
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.startedAtMs = performance.now()
    this.#options.deadlines.add(this)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (httpStatus < 200) return
    const retryAfter = headers['retry-after']
    this.#answer = { httpStatus, retryAfter: typeof retryAfter === 'string' ? retryAfter : null }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#byteCount += chunk.byteLength
    if (this.#byteCount <= this.#options.maxAnswerBytes) this.#chunks.push(chunk)
    else this.#giveUp('The answer is too long.')
  }

  onResponseEnd(): void {
    const [first] = this.#chunks
    const whole = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    this.#settleAnswer(whole.toString('utf8'))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#answer) this.#settleAnswer(null)
    else if (this.#controller) this.#settle(toErrorOutcome(error))
    else this.#settle({ kind: 'not_sent', reason: findErrorCode(error) || 'no connection' })
  }

  expire(): void {
    this.#giveUp('The answer took too long.')
  }

  #giveUp(reason: string): void {
    if (this.#answer) this.#settleAnswer(null)
    else this.#settle({ kind: 'timed_out', afterMs: Math.round(performance.now() - this.startedAtMs) })
    this.#controller?.abort(new Error(reason))
  }

  #settleAnswer(body: string | null): void {
    if (this.#answer) this.#settle({ kind: 'answer', ...this.#answer, body })
  }

  #settle(outcome: UpstreamOutcome): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#chunks = []
    this.#options.deadlines.remove(this)
    this.#options.settle(outcome)
  }
}
