// How long to wait before the next try.
import type { Failure } from '@mida-kit/contract'

/** What a wait depends on. */
type Waited = { readonly code: Failure['code']; readonly retryAfterMs?: number | null }

const FIRST_CEILING_MS = 500
const MAX_CEILING_MS = 30_000
const MAX_RETRY_AFTER_MS = 5 * 60_000
const UNKNOWN_VISITOR_CEILINGS_MS = [8_000, 120_000]
const UNKNOWN_VISITOR_MAX_CEILING_MS = 600_000

/**
 * Milliseconds before the next try: what Mida asked for (at most 5 minutes), else a random share of a ceiling that doubles
 * from 500 ms to 30 s; for a visitor that Mida does not know yet from 8 s over 2 minutes to 10.
 *
 * @param failedTries counts from 1, the first try that failed.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter
 */
export function waitBeforeMs(failedTries: number, failure: Waited, random: () => number): number {
  if (failure.retryAfterMs !== undefined && failure.retryAfterMs !== null) {
    return Math.min(failure.retryAfterMs, MAX_RETRY_AFTER_MS)
  }
  return random() * ceilingMs(failedTries, failure)
}

/** Reads `Retry-After`: seconds or an HTTP date, as milliseconds from now; null where it is missing or cannot be read. */
export function readRetryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000)
  const atMs = Date.parse(header)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}

function ceilingMs(failedTries: number, failure: Waited): number {
  if (failure.code === 'visitor_not_found') {
    return UNKNOWN_VISITOR_CEILINGS_MS[failedTries - 1] ?? UNKNOWN_VISITOR_MAX_CEILING_MS
  }
  return Math.min(MAX_CEILING_MS, FIRST_CEILING_MS * 2 ** (failedTries - 1))
}
