// @ts-check
// One row for one system: runs it, breaks what the row says, starts it again, and counts what became of the events.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild, until } from './child.mjs'
import { startUpstream } from './upstream.mjs'

/** @typedef {{ name: string, file: string, isDurable: boolean }} Sut */

const SETTLE_WITHIN_MS = 60_000

/** @param {import('./rows.mjs').FaultRow} row @param {Sut} sut @param {{ count: number, rounds: number }} scale */
export async function measure(row, sut, scale) {
  const folder = mkdtempSync(join(tmpdir(), 'mida-faults-'))
  const upstream = await startUpstream(row.behave)
  /** @type {import('./child.mjs').Ledger} */
  const ledger = { told: new Map(), ended: new Map() }
  const count = row.count ?? scale.count
  const setup = {
    origin: upstream.origin,
    path: join(folder, 'mida.db'),
    name: row.guarantee,
    paceMs: 5,
    ...row.setup,
  }
  const start = (/** @type {number} */ first, /** @type {number} */ events) =>
    startChild(sut.file, { ...setup, first, count: events }, ledger)
  try {
    const drainMs = await run(row, {
      start,
      upstream,
      count,
      rounds: Math.min(row.rounds ?? 1, scale.rounds),
      sut,
    })
    return { row: row.name, sut: sut.name, ...judge(ledger, upstream.recorded), drainMs: Math.round(drainMs) }
  } finally {
    upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {import('./rows.mjs').FaultRow} row
 * @param {{ start: (first: number, count: number) => ReturnType<typeof startChild>, upstream: Awaited<ReturnType<typeof startUpstream>>,
 *   count: number, rounds: number, sut: Sut }} context
 */
async function run(row, { start, upstream, count, rounds, sut }) {
  const half = Math.floor(count / 2)
  const isRecorded = (/** @type {number} */ most) => () => upstream.recorded.size >= most
  switch (row.course ?? 'live') {
    case 'sigterm': {
      const child = start(0, count)
      await until(isRecorded(half), 20_000)
      const drainMs = await child.end('SIGTERM')
      await finish(start(count, 0), sut, upstream)
      return drainMs
    }
    case 'kill': {
      const each = Math.ceil(count / rounds)
      for (let round = 0; round < rounds; round += 1) {
        const child = start(round * each, each)
        await until(
          () => upstream.recorded.size >= (round + Math.random()) * each || child.said.has('done'),
          10_000,
        )
        await child.end('SIGKILL')
      }
      break
    }
    case 'kill_in_outage': {
      upstream.state.isDown = true
      const child = start(0, count)
      await until(() => child.said.has('done'), 30_000)
      await child.end('SIGKILL')
      upstream.state.isDown = false
      break
    }
    case 'two_workers': {
      const other = start(half, count - half)
      await finish(start(0, half), sut, upstream)
      return finish(other, sut, upstream)
    }
    case 'live':
      return finish(start(0, count), sut, upstream)
  }
  return finish(start(count, 0), sut, upstream)
}

/** Waits until nothing comes any more, then tells the process to stop. @param {ReturnType<typeof startChild>} child @param {Sut} sut @param {Awaited<ReturnType<typeof startUpstream>>} upstream */
async function finish(child, sut, upstream) {
  await until(() => child.said.has('done'), SETTLE_WITHIN_MS)
  if (sut.isDurable) await until(() => child.said.has('empty'), SETTLE_WITHIN_MS)
  else await untilQuiet(upstream)
  return child.end('SIGTERM')
}

/** The peers do not say when they are done: nothing was recorded for 12 s, longer than any of their waits. @param {Awaited<ReturnType<typeof startUpstream>>} upstream */
async function untilQuiet(upstream) {
  let last = -1
  let sinceMs = performance.now()
  await until(() => {
    if (upstream.state.requestCount !== last) {
      last = upstream.state.requestCount
      sinceMs = performance.now()
    }
    return performance.now() - sinceMs > 12_000
  }, SETTLE_WITHIN_MS)
}

/** @param {import('./child.mjs').Ledger} ledger @param {Map<number, string[]>} recorded */
function judge({ told, ended }, recorded) {
  // Under -1 the kit says how many wait on disk: those are kept, and not lost.
  const keptCount = Number(told.get(-1) ?? 0)
  told.delete(-1)
  const accepted = [...told].filter(([, status]) => status !== 'failed').map(([number]) => number)
  const missing = accepted.filter((number) => !recorded.has(number))
  const doubles = [...recorded.values()].filter((ids) => ids.length > 1)
  return {
    tracked: told.size,
    refused: told.size - accepted.length,
    delivered: recorded.size,
    doubled: doubles.length,
    doubledUnderAnotherId: doubles.filter((ids) => new Set(ids).size > 1).length,
    told: missing.filter((number) => ended.has(number)).length,
    kept: keptCount,
    lost: Math.max(0, missing.filter((number) => !ended.has(number)).length - keptCount),
  }
}
