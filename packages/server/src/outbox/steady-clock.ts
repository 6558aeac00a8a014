// A clock that starts at the wall's time and then only goes forward: a wall clock that jumps moves no event.

/** Milliseconds since 1970 as the wall clock had them at the start, plus the time that has really passed. */
export function createSteadyClock(
  wallMs: () => number = Date.now,
  elapsedMs: () => number = () => performance.now(),
): () => number {
  const startedAtMs = wallMs() - elapsedMs()
  return () => Math.round(startedAtMs + elapsedMs())
}

/** The longest time that a timer takes, in milliseconds. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1

/** The earlier of two moments, of which either may be unknown. */
export function earlier(oneMs: number | null, otherMs: number | null): number | null {
  if (oneMs === null || otherMs === null) return oneMs ?? otherMs
  return Math.min(oneMs, otherMs)
}
