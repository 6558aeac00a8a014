// @ts-check
// One row for one system: runs it, breaks what the row says, starts it again, and counts what became of the events.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, until } from './child.mjs'
import { mountSmallDisk } from './small-disk.mjs'
import { startUpstream } from './upstream.mjs'

/** @typedef {{ name: string, file: string, isDurable: boolean }} Sut */

const SETTLE_WITHIN_MS = 60_000
const CLOCK = fileURLToPath(new URL('./jumping-clock.mjs', import.meta.url))

/** @param {import('./rows.mjs').FaultRow} row @param {Sut} sut @param {{ count: number, rounds: number }} scale */
export async function measure(row, sut, scale) {
  const folder = mkdtempSync(join(tmpdir(), 'mida-faults-'))
  const upstream = await startUpstream(row.behave)
  /** @type {import('./child.mjs').Ledger} */
  const ledger = { told: new Map(), ended: new Map(), kept: new Set() }
  const count = row.count ?? scale.count
  const setup = {
    origin: upstream.origin,
    path: join(folder, 'mida.db'),
    name: row.guarantee,
    paceMs: 5,
    ...row.setup,
  }
  const start = (/** @type {number} */ first, /** @type {number} */ events) =>
    startChild(
      sut.file,
      { ...setup, first, count: events },
      ledger,
      row.jumpsClock ? ['--import', CLOCK] : [],
    )
  const disk = row.course === 'disk_full' ? mountSmallDisk(folder) : undefined
  try {
    if (disk === null) return { row: `${row.name}: nothing can be mounted here`, sut: sut.name, ...NOTHING }
    const drainMs = await run(row, {
      start,
      upstream,
      count,
      rounds: Math.min(row.rounds ?? 1, scale.rounds),
      sut,
      freeDisk: () => disk?.free(),
    })
    if (sut.isDurable) await readKept(startChild(sut.file, { ...setup, isReader: true }, ledger))
    return { row: row.name, sut: sut.name, ...judge(ledger, upstream.recorded), drainMs: Math.round(drainMs) }
  } finally {
    upstream.stop()
    disk?.unmount()
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {import('./rows.mjs').FaultRow} row
 * @param {{ start: (first: number, count: number) => ReturnType<typeof startChild>, upstream: Awaited<ReturnType<typeof startUpstream>>,
 *   count: number, rounds: number, sut: Sut, freeDisk: () => void }} context
 */
async function run(row, { start, upstream, count, rounds, sut, freeDisk }) {
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
    case 'disk_full': {
      setTimeout(freeDisk, 5_000)
      return finish(start(0, count), sut, upstream)
    }
    case 'two_workers': {
      const other = start(half, count - half)
      await finish(start(0, half), sut, upstream)
      return finish(other, sut, upstream)
    }
    case 'live':
      return finish(start(0, count), sut, upstream, row.waitsForGood ? 10_000 : SETTLE_WITHIN_MS)
  }
  return finish(start(count, 0), sut, upstream)
}

/** Waits until nothing comes any more, then tells the process to stop. @param {ReturnType<typeof startChild>} child @param {Sut} sut @param {Awaited<ReturnType<typeof startUpstream>>} upstream */
async function finish(child, sut, upstream, emptyWithinMs = SETTLE_WITHIN_MS) {
  await until(() => child.said.has('done'), SETTLE_WITHIN_MS)
  if (sut.isDurable) await until(() => child.said.has('empty'), emptyWithinMs)
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

/** What the outbox holds at the end, event by event: read from its file by another process. @param {ReturnType<typeof startChild>} child */
async function readKept(child) {
  await until(() => child.said.has('read'), 20_000)
  await child.end('SIGKILL')
}

/**
 * Of the events whose call said that they were taken: `lost` are neither recorded nor kept, `untold` are not recorded and
 * nobody was told (by a hook, a callback, or an outbox that shows them).
 *
 * @param {import('./child.mjs').Ledger} ledger @param {Map<number, string[]>} recorded
 */
function judge({ told, ended, kept }, recorded) {
  const accepted = [...told].filter(([, status]) => status !== 'failed').map(([number]) => number)
  const missing = accepted.filter((number) => !recorded.has(number))
  const doubles = [...recorded.values()].filter((ids) => ids.length > 1)
  return {
    tracked: told.size,
    refused: told.size - accepted.length,
    delivered: recorded.size,
    doubled: doubles.length,
    doubledUnderAnotherId: doubles.filter((ids) => new Set(ids).size > 1).length,
    kept: missing.filter((number) => kept.has(number)).length,
    lost: missing.filter((number) => !kept.has(number)).length,
    untold: missing.filter((number) => !kept.has(number) && !ended.has(number)).length,
  }
}

const NOTHING = {
  ...{ tracked: 0, refused: 0, delivered: 0, doubled: 0, doubledUnderAnotherId: 0 },
  ...{ kept: 0, lost: 0, untold: 0, drainMs: 0 },
}
