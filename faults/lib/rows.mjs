// @ts-check
// The table of faults: what the upstream does, and what happens to the process meanwhile.

/**
 * @typedef {import('./upstream.mjs').Behave} Behave
 * @typedef {'live' | 'sigterm' | 'sigterm_hanging' | 'sigterm_stuck' | 'kill' | 'kill_in_outage' | 'two_workers' | 'lose_worker' | 'disk_full'
 *   | 'database_restarts'} Course
 * @typedef {'sqlite' | 'postgres' | 'peer'} Taker
 * @typedef {{ name: string, behave: Behave, course?: Course, count?: number, rounds?: number, guarantee?: 'once',
 *   jumpsClock?: boolean, neverEmpty?: boolean, emptyWithinMs?: number, setup?: object, takers?: readonly Taker[] }} FaultRow
 *   `takers`: who can take it, where not everybody can; `neverEmpty`: what waits then waits for good
 */

/** The kit looks for an unknown visitor again within 8 s, then within 2 minutes, then within 10: so long a row may take. */
const UNKNOWN_VISITOR_WITHIN_MS = (8 + 120 + 600 + 20) * 1_000

/** @type {readonly Taker[]} */
const STORES = ['sqlite', 'postgres']

const OK = /** @type {const} */ ({ kind: 'ok' })

/** @param {number} number */
const everyTenth = (number) => number % 10 === 3

/** @type {readonly FaultRow[]} */
export const ROWS = [
  { name: 'nothing', behave: () => OK },
  {
    name: '30 % of answers 500',
    behave: ({ requestCount }) => (requestCount % 10 < 3 ? { kind: 'status', status: 500 } : OK),
  },
  {
    name: 'down for 5 s',
    behave: ({ sinceMs }) => (sinceMs < 5_000 ? { kind: 'reset', recorded: false } : OK),
  },
  {
    name: 'reset after the body was read, 10 %',
    behave: ({ requestCount }) => (requestCount % 10 === 3 ? { kind: 'reset', recorded: true } : OK),
  },
  {
    name: '429 with Retry-After: 1, for 3 s',
    behave: ({ sinceMs }) =>
      sinceMs < 3_000 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : OK,
  },
  {
    name: 'a hang of 30 s, every 200th',
    behave: ({ requestCount }) =>
      requestCount % 200 === 7 ? { kind: 'hang', ms: 30_000, recorded: true } : OK,
  },
  {
    name: '401 for 3 s, then a good key',
    behave: ({ sinceMs }) => (sinceMs < 3_000 ? { kind: 'status', status: 401 } : OK),
  },
  {
    name: '10 % of visitors appear 2 s after their event',
    behave: ({ number, sinceFirstMs }) =>
      everyTenth(number) && sinceFirstMs < 2_000 ? { kind: 'status', status: 400 } : OK,
    emptyWithinMs: UNKNOWN_VISITOR_WITHIN_MS,
  },
  {
    name: '400 on 10 %, for good',
    behave: ({ number }) => (everyTenth(number) ? { kind: 'status', status: 400 } : OK),
    neverEmpty: true,
    emptyWithinMs: 10_000,
  },
  {
    name: '404 on 10 %, for good',
    behave: ({ number }) => (everyTenth(number) ? { kind: 'status', status: 404 } : OK),
  },
  {
    name: 'a slow drip of 6 s, every 20th',
    behave: ({ requestCount }) => (requestCount % 20 === 7 ? { kind: 'drip', byteEveryMs: 100 } : OK),
  },
  {
    name: 'a slow drip of a minute, every 200th',
    behave: ({ requestCount }) => (requestCount % 200 === 7 ? { kind: 'drip', byteEveryMs: 1_000 } : OK),
  },
  { name: 'SIGTERM midway', course: 'sigterm', behave: () => OK },
  {
    name: 'SIGTERM while Mida hangs',
    course: 'sigterm_hanging',
    behave: ({ requestCount }) => (requestCount > 500 ? { kind: 'hang', ms: 30_000, recorded: true } : OK),
  },
  { name: 'SIGTERM while the outbox hangs', course: 'sigterm_stuck', takers: STORES, behave: () => OK },
  { name: 'kill -9 midway, 50 times', course: 'kill', rounds: 50, behave: () => OK },
  { name: 'kill -9 in an outage', course: 'kill_in_outage', behave: () => OK },
  { name: 'two workers on one outbox', course: 'two_workers', takers: STORES, behave: () => OK },
  { name: 'one of two workers killed', course: 'lose_worker', takers: STORES, behave: () => OK },
  {
    name: 'the database restarts twice, 1.5 s each',
    course: 'database_restarts',
    takers: ['postgres'],
    setup: { paceMs: 300 },
    behave: () => OK,
  },
  {
    name: 'the disk full for 5 s',
    course: 'disk_full',
    takers: ['sqlite'],
    setup: { paceMs: 200 },
    behave: () => OK,
  },
  {
    name: 'the outbox full (maxBytes 200 kB)',
    takers: ['sqlite'],
    setup: { maxBytes: 200_000 },
    behave: ({ sinceMs }) => (sinceMs < 3_000 ? { kind: 'status', status: 401 } : OK),
  },
  { name: 'the wall clock jumps', jumpsClock: true, setup: { paceMs: 50 }, behave: () => OK },
  { name: 'a burst of 20,000', count: 20_000, setup: { paceMs: 0 }, behave: () => OK },
  {
    name: 'at-most-once: reset, 10 %',
    guarantee: 'once',
    takers: STORES,
    behave: ({ requestCount }) => (requestCount % 10 === 3 ? { kind: 'reset', recorded: true } : OK),
  },
  {
    name: 'at-most-once: a hang of 30 s, every 200th',
    guarantee: 'once',
    takers: STORES,
    behave: ({ requestCount }) =>
      requestCount % 200 === 7 ? { kind: 'hang', ms: 30_000, recorded: true } : OK,
  },
  {
    name: 'at-most-once: kill -9 midway, 50 times',
    guarantee: 'once',
    takers: STORES,
    course: 'kill',
    rounds: 50,
    behave: () => OK,
  },
]
