// What instrumentation may hear of the client: its tries, its events' ends and its figures. Nothing personal is in it.
import type { MidaFailure } from '@mida-kit/contract'
import type { MidaStats } from './counters.ts'
import type { Lane } from './job.ts'
import type { DeliveryReport } from './options.ts'
import type { OutboxReport } from './outbox/outbox-sender.ts'
import { callInPassing } from './report.ts'

/** One request for one event. Times are milliseconds since the epoch. */
export type TryReport = {
  readonly eventName: string
  readonly from: Lane
  /** Counts the event's requests from 1. */
  readonly tryNumber: number
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** The API's origin. */
  readonly origin: string
  /** Null where Mida did not answer. */
  readonly httpStatus: number | null
  readonly result: 'recorded' | MidaFailure['code']
}

/** Hears of the tries of one event. */
export type TryObserver = (report: TryReport) => void

/**
 * Spans and metrics, e.g. those of `@mida-kit/server/opentelemetry`. Each function is called in passing: what it throws
 * is printed, and what it returns is not awaited.
 */
export type Instrumentation = {
  /** Called by `track`; what it returns comes back with each try of the event, e.g. the active span. */
  readonly capture?: (() => unknown) | undefined
  /** Called after each try, with what `capture` returned. */
  readonly onTry?: ((report: TryReport, captured: unknown) => void) | undefined
  /** Called as the option `onDelivery` of `createMida`. */
  readonly onDelivery?: ((report: DeliveryReport) => void) | undefined
  /**
   * Called once, when the client is made: `readStats` gives its figures whenever they are asked for, and `readOutbox` what its
   * outbox holds and has done: null without one, rejected where it cannot be read.
   */
  readonly onClient?:
    | ((readStats: () => MidaStats, readOutbox: () => Promise<OutboxReport | null>) => void)
    | undefined
}

/** What hears of one event's tries; null where nobody does. Takes what instrumentation captures now. */
export function createTryObserver(instrumentation: Instrumentation | undefined): TryObserver | null {
  const { capture, onTry } = instrumentation ?? {}
  if (!onTry) return null
  const captured = capture ? callInPassing('instrumentation.capture', capture) : undefined
  return (report) => void callInPassing('instrumentation.onTry', () => onTry(report, captured))
}
