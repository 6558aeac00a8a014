// How long `track` holds its caller in a burst of 20,000, that none is lost, and how much memory it takes.
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { medians } from '../lib/stats.mjs'

const SUBJECTS = [
  { sut: 'mida-kit', name: '@mida-kit/server' },
  { sut: 'posthog-batches', name: 'posthog-node, in batches' },
  { sut: 'segment', name: '@segment/analytics-node, in batches', flushAt: 15 },
  { sut: 'fetch-p-queue', name: 'fetch, p-retry, p-queue' },
]
const COUNT = 20_000
/** The peers take long to send what they took. */
const PEER_RUNS = 2

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureBurst({ upstream, runs, scale }) {
  const count = Math.round(COUNT * scale)
  const reports = new Map(SUBJECTS.map(({ sut }) => [sut, []]))
  for (let run = 1; run <= runs; run += 1) {
    say(`burst: run ${run} of ${runs}`)
    for (const { sut, flushAt } of run <= PEER_RUNS ? SUBJECTS : SUBJECTS.slice(0, 1)) {
      reports.get(sut)?.push(await runWorker('burst.mjs', { sut, origin: upstream.origin, count, flushAt }))
    }
  }
  return SUBJECTS.map(({ sut, name }) => toRow(name, count, medians(reports.get(sut) ?? [])))
}

function toRow(subject, count, { p50Us, p99Us, p999Us, heldMs, peakMb, lost, perSecond }) {
  const isMet = p50Us <= 3 && p99Us <= 20 && p999Us <= 200 && lost === 0 && peakMb <= 130
  const us = (value) => value.toFixed(value < 10 ? 1 : 0)
  return {
    row: `burst of ${count}`,
    subject,
    perSecond,
    p50Us,
    p99Us,
    p999Us,
    heldMs,
    peakMb,
    lost,
    note: `track p50 ${us(p50Us)}, p99 ${us(p99Us)}, p99.9 ${us(p999Us)} µs; held ${heldMs.toFixed(0)} ms; ${lost} lost; ${peakMb.toFixed(0)} MB`,
    ...(subject === '@mida-kit/server' ? { aim: '3, 20, 200 µs; 0 lost; 130 MB', isMet } : {}),
  }
}
