// A Mida that takes 100 ms: how many requests the kit opens by itself, how soon, and what that delivers.
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { median } from '../lib/stats.mjs'
import { startSlowUpstream } from '../lib/upstream.mjs'

const DELAY_MS = 100
const SUBJECTS = [
  { sut: 'mida-kit', name: '@mida-kit/server, its defaults', connections: undefined },
  { sut: 'pool', name: 'undici Pool, 64 connections', connections: 64 },
  { sut: 'fetch-p-queue', name: 'fetch, p-queue of 64', connections: 64 },
]

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureLatency({ runs, scale }) {
  const reports = new Map(SUBJECTS.map(({ name }) => [name, []]))
  for (let run = 1; run <= Math.min(runs, 3); run += 1) {
    say(`latency: run ${run} of ${Math.min(runs, 3)}`)
    for (const subject of SUBJECTS) reports.get(subject.name)?.push(await measureOne(subject, 4_000 * scale))
  }
  return SUBJECTS.map(({ name }) => toRow(name, reports.get(name) ?? []))
}

async function measureOne({ sut, connections }, measureMs) {
  const upstream = await startSlowUpstream(DELAY_MS)
  try {
    const report = await runWorker('slow.mjs', { sut, origin: upstream.origin, connections, measureMs })
    const widths = await upstream.widths()
    const widest = Math.max(...widths)
    const first = widths.findIndex((width) => width > 0)
    const full = widths.findIndex((width) => width >= widest * 0.9)
    return { ...report, start: widths[first] ?? 0, widest, climbMs: (full - first) * 100 }
  } finally {
    await upstream.stop()
  }
}

function toRow(subject, reports) {
  const of = (name) => median(reports.map((report) => report[name]))
  const [start, widest, climbMs, lost] = [of('start'), of('widest'), of('climbMs'), of('lost')]
  return {
    row: `Mida takes ${DELAY_MS} ms`,
    subject,
    perSecond: of('perSecond'),
    start,
    widest,
    climbMs,
    lost,
    note: `${start} requests open at first, ${widest} at most; 90 % of that after ${(climbMs / 1_000).toFixed(1)} s`,
  }
}
