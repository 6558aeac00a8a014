// A clock that starts at the wall's time and then only goes forward: a wall clock that jumps moves no event.

/** Milliseconds since 1970 as the wall clock had them at the start, plus the time that has really passed. */
export function createSteadyClock(
  wallMs: () => number = Date.now,
  elapsedMs: () => number = () => performance.now(),
): () => number {
  const startedAtMs = wallMs() - elapsedMs()
  return () => Math.round(startedAtMs + elapsedMs())
}
