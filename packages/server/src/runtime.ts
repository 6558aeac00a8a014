// Time and chance, passed in as values so that logic never reaches for a global.

export type Runtime = {
  readonly nowMs: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** Calls back once after a while; the function it returns cancels that. */
  readonly startTimer: (ms: number, callback: () => void) => () => void
}

export const PLATFORM_RUNTIME: Runtime = {
  nowMs: () => Date.now(),
  random: () => Math.random(),
  startTimer: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
