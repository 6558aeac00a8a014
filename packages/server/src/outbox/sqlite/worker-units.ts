// What a worker asks of SQLite about itself and about other workers.
import type { DeadWorker } from './liveness.ts'
import type { Unit } from './sql-thread.ts'

export const JOIN = (host: string, pid: number, process: string): Unit => [
  [
    `INSERT INTO mida_workers (beat, host, pid, process) VALUES (0, ?, ?, ?) RETURNING id`,
    [host, pid, process],
    'rows',
  ],
]

/** Its rows: our own, none where others gave us up; then the other workers. */
export function toBeatUnit(owner: number): Unit {
  return [
    [`UPDATE mida_workers SET beat = beat + 1 WHERE id = ? RETURNING id`, [owner], 'rows'],
    [`SELECT id, beat, host, pid, process FROM mida_workers WHERE id <> ?`, [owner], 'rows'],
  ]
}

const IN_DOUBT = `UPDATE mida_events SET owner = NULL, is_begun = 0, state = 2, may_be_recorded = 1,
  code = 'timed_out', message = 'The process that was sending the event ended before Mida answered.'
  WHERE owner = ? AND is_begun = 1 RETURNING *`

/** Frees what a dead worker held. What it was sending `at-most-once` is in doubt; the rest may have been recorded. */
export function toTakeOverUnit({ id, beat }: DeadWorker): Unit {
  return [
    [`DELETE FROM mida_workers WHERE id = ? AND beat = ? RETURNING id`, [id, beat], 'stop_if_none'],
    [IN_DOUBT, [id], 'rows'],
    // An at-most-once event that was not begun was not sent; it keeps its innocence.
    [
      `UPDATE mida_events SET owner = NULL,
        may_be_recorded = may_be_recorded OR instr(details, '"guarantee":"at-least-once"') > 0
        WHERE owner = ?`,
      [id],
    ],
  ]
}

/** Ends a worker: what it still holds was never begun, or goes the way of the dead. */
export function toLeaveUnit(owner: number): Unit {
  return [
    [`DELETE FROM mida_workers WHERE id = ?`, [owner]],
    [IN_DOUBT, [owner], 'rows'],
    [`UPDATE mida_events SET owner = NULL WHERE owner = ?`, [owner]],
  ]
}

/** Longer than any wait that a try can ask for: what is due later than this was written by a clock that was wrong. */
const MAX_WAIT_MS = 10 * 60_000
const KEYS_PER_TIDYING = 5_000

/** Forgets keys that have expired, frees what nobody holds any more, and brings back what a wrong clock put off. */
export function toTidyUnit(nowMs: number): Unit {
  return [
    [
      `DELETE FROM mida_keys WHERE key IN
        (SELECT key FROM mida_keys WHERE is_settled = 1 AND expires_at_ms < ? LIMIT ${KEYS_PER_TIDYING})`,
      [nowMs],
    ],
    [
      `UPDATE mida_events SET owner = NULL WHERE owner IS NOT NULL AND owner NOT IN (SELECT id FROM mida_workers)`,
      [],
    ],
    [
      `UPDATE mida_events SET due_at_ms = ? WHERE state = 0 AND owner IS NULL AND due_at_ms > ?`,
      [nowMs, nowMs + MAX_WAIT_MS],
    ],
  ]
}

/** A row that cannot be read is kept, and no longer tried. */
export function toUnreadableUnit(id: number): Unit {
  const bury = `UPDATE mida_events SET owner = NULL, state = 1, code = 'unreadable',
    message = 'The stored row cannot be read.' WHERE seq = ?`
  return [[bury, [id]]]
}
