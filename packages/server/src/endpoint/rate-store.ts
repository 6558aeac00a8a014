// Counts requests by key within a window of time: in memory by default, within bounds.
// rate-limiter-flexible's own memory has no bound and a timer for each key, so it serves as a store to plug in alone.

/** What a store knows of a key after it counted one more. */
export type RateCount = {
  /** Requests counted in this window, this one included. */
  readonly consumedPoints: number
  /** Milliseconds until the window ends. */
  readonly msBeforeNext: number
}

/**
 * Where requests are counted. Every limiter of the package `rate-limiter-flexible` is one (Redis, Valkey, Postgres and
 * others): its own `points` are not looked at, `keyPrefix` is.
 *
 * @see https://github.com/animir/node-rate-limiter-flexible
 */
export type RateLimitStore = {
  /** Adds points to a key and gives the count; `customDuration` is the window, in seconds. May reject. */
  readonly penalty: (
    key: string,
    points: number,
    options: { readonly customDuration: number },
  ) => Promise<RateCount>
}

/**
 * A store within this process. Above `capacity` keys those whose windows end first are forgotten: they may ask a little
 * more than their share, and nobody else is held up.
 */
export function createMemoryStore(capacity: number, nowMs: () => number = Date.now): RateLimitStore {
  // Every window is as long as every other, so the order of insertion is the order in which they end.
  const windows = new Map<string, { count: number; endsAtMs: number }>()
  const dropOldest = (now: number): void => {
    for (const [key, { endsAtMs }] of windows) {
      if (endsAtMs > now && windows.size < capacity) return
      windows.delete(key)
    }
  }
  return {
    penalty: async (key, points, { customDuration }) => {
      const now = nowMs()
      const open = windows.get(key)
      if (open && open.endsAtMs > now) {
        open.count += points
        return { consumedPoints: open.count, msBeforeNext: open.endsAtMs - now }
      }
      windows.delete(key)
      dropOldest(now)
      const msBeforeNext = customDuration * 1_000
      windows.set(key, { count: points, endsAtMs: now + msBeforeNext })
      return { consumedPoints: points, msBeforeNext }
    },
  }
}
