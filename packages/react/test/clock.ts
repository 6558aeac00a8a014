// A clock that stands still until a test moves it: no test sleeps.

export type TestClock = {
  readonly nowMs: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** Moves time on, timer by timer, and lets everything that follows from each happen. */
  readonly advance: (ms: number) => Promise<void>
}

type Timer = { readonly atMs: number; readonly fire: () => void }

const START_MS = Date.parse('2026-01-01T00:00:00Z')

export function createClock(): TestClock {
  let nowMs = START_MS
  let timers: Timer[] = []

  const fireNext = (untilMs: number): boolean => {
    const next = timers.filter(({ atMs }) => atMs <= untilMs).sort((left, right) => left.atMs - right.atMs)[0]
    if (!next) return false
    timers = timers.filter((timer) => timer !== next)
    nowMs = Math.max(nowMs, next.atMs)
    next.fire()
    return true
  }

  return {
    nowMs: () => nowMs,
    sleep: (ms) => new Promise((fire) => timers.push({ atMs: nowMs + ms, fire })),
    advance: async (ms) => {
      const untilMs = nowMs + ms
      await settlePromises()
      while (fireNext(untilMs)) await settlePromises()
      nowMs = untilMs
    },
  }
}

/** Lets all promises that can settle do so. */
export function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
