// What a row of the bench is given, and what it gives.
import type { Upstream } from './upstream.mjs'

export type Context = {
  readonly upstream: Upstream
  /** Interleaved runs of which the median counts. */
  readonly runs: number
  /** Shortens each measurement: 1 for figures, less to see that it works. */
  readonly scale: number
}

export type Row = {
  readonly row: string
  readonly subject: string
  readonly perSecond?: number
  /** Of the yardstick's rate. */
  readonly rateShare?: number
  readonly cpuMsPer1000?: number
  /** Times the yardstick's CPU. */
  readonly cpuTimes?: number
  readonly note?: string
  readonly aim?: string
  readonly isMet?: boolean
  readonly [figure: string]: string | number | boolean | undefined
}
