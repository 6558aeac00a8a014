// @ts-check
// The table of faults: what the upstream does, and what happens to the process meanwhile.

/**
 * @typedef {import('./upstream.mjs').Behave} Behave
 * @typedef {'live' | 'sigterm' | 'kill' | 'kill_in_outage' | 'two_workers' | 'disk_full'} Course
 * @typedef {{ name: string, behave: Behave, course?: Course, count?: number, rounds?: number, guarantee?: 'once', answersLost?: boolean,
 *   jumpsClock?: boolean, waitsForGood?: boolean, setup?: object }} FaultRow
 */

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
    answersLost: true,
    behave: ({ requestCount }) => (requestCount % 10 === 3 ? { kind: 'reset', recorded: true } : OK),
  },
  {
    name: '429 with Retry-After: 1, for 3 s',
    behave: ({ sinceMs }) =>
      sinceMs < 3_000 ? { kind: 'status', status: 429, headers: { 'retry-after': '1' } } : OK,
  },
  {
    name: 'a hang of 30 s, every 200th',
    answersLost: true,
    behave: ({ requestCount }) =>
      requestCount % 200 === 7 ? { kind: 'hang', ms: 30_000, recorded: true } : OK,
  },
  {
    name: '401 for 3 s, then a good key',
    behave: ({ sinceMs }) => (sinceMs < 3_000 ? { kind: 'status', status: 401 } : OK),
  },
  {
    name: '10 % of visitors appear after 4 s',
    behave: ({ number, sinceMs }) =>
      everyTenth(number) && sinceMs < 4_000 ? { kind: 'status', status: 400 } : OK,
  },
  {
    name: '400 on 10 %, for good',
    behave: ({ number }) => (everyTenth(number) ? { kind: 'status', status: 400 } : OK),
    waitsForGood: true,
  },
  {
    name: '404 on 10 %, for good',
    behave: ({ number }) => (everyTenth(number) ? { kind: 'status', status: 404 } : OK),
  },
  { name: 'a slow drip', behave: () => ({ kind: 'drip' }) },
  { name: 'SIGTERM midway', course: 'sigterm', behave: () => OK },
  { name: 'kill -9 midway', course: 'kill', rounds: 50, answersLost: true, behave: () => OK },
  { name: 'kill -9 in an outage', course: 'kill_in_outage', answersLost: true, behave: () => OK },
  { name: 'two workers on one outbox', course: 'two_workers', behave: () => OK },
  { name: 'the disk full for 5 s', course: 'disk_full', setup: { paceMs: 200 }, behave: () => OK },
  {
    name: 'the outbox full (maxBytes 200 kB)',
    setup: { maxBytes: 200_000 },
    behave: ({ sinceMs }) => (sinceMs < 3_000 ? { kind: 'status', status: 401 } : OK),
  },
  { name: 'the wall clock jumps', jumpsClock: true, setup: { paceMs: 50 }, behave: () => OK },
  { name: 'a burst of 20,000', count: 20_000, setup: { paceMs: 0 }, behave: () => OK },
  {
    name: 'at-most-once: reset, 10 %',
    guarantee: 'once',
    behave: ({ requestCount }) => (requestCount % 10 === 3 ? { kind: 'reset', recorded: true } : OK),
  },
  {
    name: 'at-most-once: a hang of 30 s, every 200th',
    guarantee: 'once',
    behave: ({ requestCount }) =>
      requestCount % 200 === 7 ? { kind: 'hang', ms: 30_000, recorded: true } : OK,
  },
  { name: 'at-most-once: kill -9 midway', guarantee: 'once', course: 'kill', rounds: 50, behave: () => OK },
]
