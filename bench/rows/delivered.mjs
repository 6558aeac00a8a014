// How many events a second reach Mida, one event a request, and what they cost: the kit, its peers, a bare Pool.
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { medians } from '../lib/stats.mjs'

const SUBJECTS = [
  { sut: 'pool', name: 'undici Pool, bare' },
  { sut: 'mida-kit', name: '@mida-kit/server' },
  { sut: 'mixpanel', name: 'mixpanel' },
  { sut: 'fetch-p-queue', name: 'fetch, p-retry, p-queue' },
  { sut: 'posthog', name: 'posthog-node, one a request' },
  { sut: 'segment', name: '@segment/analytics-node, one a request' },
  { sut: 'posthog-batches', name: 'posthog-node, in batches' },
]
const CONNECTIONS = 32

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureDelivered({ upstream, runs, scale }) {
  const reports = new Map(SUBJECTS.map(({ sut }) => [sut, []]))
  for (let run = 1; run <= runs; run += 1) {
    say(`delivered: run ${run} of ${runs}`)
    for (const { sut } of SUBJECTS) {
      const report = await runWorker('deliver.mjs', {
        sut,
        origin: upstream.origin,
        connections: CONNECTIONS,
        warmUpMs: 500 * scale,
        measureMs: 1_200 * scale,
      })
      reports.get(sut)?.push(report)
    }
  }
  const yardstick = medians(reports.get('pool') ?? [])
  return SUBJECTS.map(({ sut, name }) => toRow(name, medians(reports.get(sut) ?? []), yardstick))
}

function toRow(subject, { perSecond, cpuMsPer1000, lost }, yardstick) {
  const rateShare = perSecond / yardstick.perSecond
  const cpuTimes = cpuMsPer1000 / yardstick.cpuMsPer1000
  return {
    row: 'delivered',
    subject,
    perSecond,
    rateShare,
    cpuMsPer1000,
    cpuTimes,
    note: lost > 0 ? `${lost} lost` : '',
    lost,
    ...(subject === '@mida-kit/server'
      ? { aim: '≥ 70 %, CPU ≤ 1.5×', isMet: rateShare >= 0.7 && cpuTimes <= 1.5 && lost === 0 }
      : {}),
  }
}
