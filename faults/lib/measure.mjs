// @ts-check
// One row for one system: runs it, breaks what the row says, starts it again, and counts what became of the events.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild, until } from './child.mjs'
import { COURSES } from './courses.mjs'
import { count, findBroken } from './judge.mjs'
import { lockFile } from './lock-file.mjs'
import { mountSmallDisk } from './small-disk.mjs'
import { startUpstream } from './upstream.mjs'

/**
 * @typedef {Awaited<ReturnType<typeof import('./postgres.mjs').startPostgres>>} Postgres
 * @typedef {{ name: string, file: string, isDurable: boolean, store?: 'sqlite' | 'postgres' }} Sut
 * @typedef {{ count: number, rounds: number, postgres: Postgres }} Scale
 */

const EMPTY_WITHIN_MS = 60_000
const DATABASE_DOWN_MS = 1_500
const CLOCK = fileURLToPath(new URL('./jumping-clock.mjs', import.meta.url))

let databaseCount = 0

/** @param {import('./rows.mjs').FaultRow} row @param {Sut} sut @param {Scale} scale */
export async function measure(row, sut, { count: events, rounds, postgres }) {
  const startedMs = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'mida-faults-'))
  const disk = row.course === 'disk_full' ? mountSmallDisk(folder) : undefined
  if (disk === null) return { row: row.name, sut: sut.name, verdict: 'NOT RUN: nothing can be mounted here' }
  const upstream = await startUpstream(row.behave)
  /** @type {import('./child.mjs').Ledger} */
  const ledger = { told: new Map(), ended: new Map(), kept: new Map() }
  const setup = {
    ...{ origin: upstream.origin, name: row.guarantee, paceMs: 5 },
    ...(await place(sut, folder, postgres)),
    ...row.setup,
  }
  const flags = row.jumpsClock ? ['--import', CLOCK] : []
  try {
    const drainMs = await COURSES[row.course ?? 'live']({
      ...{ upstream, count: row.count ?? events, rounds: Math.min(row.rounds ?? 1, rounds) },
      start: (first, howMany) => startChild(sut.file, { ...setup, first, count: howMany }, ledger, flags),
      isDurable: sut.isDurable,
      emptyWithinMs: row.emptyWithinMs ?? EMPTY_WITHIN_MS,
      holdStore: async () =>
        sut.store === 'postgres' && postgres ? postgres.freeze() : lockFile(setup.path),
      freeDisk: () => disk?.free(),
      restartDatabase: async () => postgres?.restart({ downMs: DATABASE_DOWN_MS }),
    })
    if (sut.isDurable) await readKept(startChild(sut.file, { ...setup, isReader: true }, ledger))
    const counts = count(ledger, upstream)
    const broken = sut.isDurable ? findBroken(row, counts, drainMs) : []
    return {
      ...{ row: row.name, sut: sut.name, ...counts, drainMs: Math.round(drainMs) },
      seconds: Math.round((performance.now() - startedMs) / 1_000),
      verdict: broken.length > 0 ? `FAILED: ${broken.join(', ')}` : '',
    }
  } finally {
    upstream.stop()
    disk?.unmount()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An empty store. @param {Sut} sut @param {string} folder @param {Postgres} postgres */
async function place({ store }, folder, postgres) {
  if (store !== 'postgres') return { path: join(folder, 'mida.db') }
  databaseCount += 1
  return { database: await postgres?.createDatabase(`faults_${databaseCount}`) }
}

/** What the outbox holds at the end, event by event: read from it by another process. @param {ReturnType<typeof startChild>} child */
async function readKept(child) {
  if (!(await until(() => child.said.has('read'), 30_000))) throw new Error('The outbox cannot be read.')
  await child.end('SIGKILL')
}
