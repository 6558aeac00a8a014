// @ts-check
// Counts what became of the events of one run, and says whether the kit did what it promises.

/** The longest drain: with a Mida that answers, and in any case (the kit's 5 s, and the process's own end). */
const DRAIN_MS = { healthy: 1_000, deadline: 5_500 }

/**
 * Of the events whose call said that they were taken: `lost` are neither recorded nor kept nor told as ended, `untold` are not
 * recorded and nobody was told (by a hook, a callback, or an outbox that shows them).
 *
 * @param {import('./child.mjs').Ledger} ledger
 * @param {{ recorded: Map<number, string[]>, answersLost: Set<number> }} upstream
 */
export function count({ told, ended, kept }, { recorded, answersLost }) {
  const accepted = [...told].filter(([, status]) => status !== 'failed').map(([number]) => number)
  const missing = accepted.filter((number) => !recorded.has(number))
  const doubles = [...recorded].filter(([, ids]) => ids.length > 1)
  const inState = (/** @type {string} */ state) => [...kept.values()].filter((one) => one === state).length
  const isDoubtful = (/** @type {number} */ number) =>
    kept.get(number) === 'in_doubt' || (ended.get(number) ?? '').startsWith('in_doubt')
  return {
    tracked: told.size,
    refused: told.size - accepted.length,
    delivered: recorded.size,
    doubled: doubles.length,
    inDoubt: new Set([...kept.keys(), ...ended.keys()].filter(isDoubtful)).size,
    dead: inState('dead'),
    waiting: inState('waiting'),
    lost: missing.filter((number) => !kept.has(number)).length,
    untold: missing.filter((number) => !kept.has(number) && !ended.has(number)).length,
    doubledUnderAnotherId: doubles.filter(([, ids]) => new Set(ids).size > 1).length,
    doubledWithoutCause: doubles.filter(([number]) => !answersLost.has(number)).length,
    doubtUntold: [...answersLost].filter((number) => !isDoubtful(number)).length,
  }
}

/**
 * What the kit did not keep of its promise; empty where it kept all of it.
 *
 * @param {import('./rows.mjs').FaultRow} row @param {ReturnType<typeof count>} counts @param {number | null} drainMs
 */
export function findBroken(row, counts, drainMs) {
  const isKilled = ['kill', 'lose_worker', 'sigterm_stuck'].includes(row.course ?? '')
  const isHealthy = row.course !== 'sigterm_hanging' && row.course !== 'sigterm_stuck'
  const broken = {
    lost: counts.lost > 0,
    untold: counts.untold > 0,
    'doubled at-most-once': row.guarantee === 'once' && counts.doubled > 0,
    'doubled under another id': counts.doubledUnderAnotherId > 0,
    // Of a killed process nobody knows which answers it had read.
    'doubled although answered': !isKilled && counts.doubledWithoutCause > 0,
    'a doubt that nobody was told': row.guarantee === 'once' && !isKilled && counts.doubtUntold > 0,
    'still waiting': !row.neverEmpty && counts.waiting > 0,
    'slow drain': drainMs !== null && drainMs > DRAIN_MS[isHealthy ? 'healthy' : 'deadline'],
  }
  return Object.entries(broken).flatMap(([what, isSo]) => (isSo ? [what] : []))
}
