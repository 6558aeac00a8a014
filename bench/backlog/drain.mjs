// Times the status of an outbox, then drains it and says after each tenth how fast, at what cost, and in how much memory.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { defineEvents } from '@mida-kit/contract'
import { createMida } from '@mida-kit/server'
import { createSqliteOutbox } from '@mida-kit/server/outbox/sqlite'
import { finish, readOptions } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { median } from '../lib/stats.mjs'
import { KEYS } from '../suts/event.mjs'

const STEPS = 10
const STATUS_RUNS = 5

const { path, apiUrl, seconds } = readOptions()
const outbox = createSqliteOutbox({ path })
await outbox.open()
const before = []
for (let run = 0; run < STATUS_RUNS; run += 1) before.push(await timeStatus())
const total = before[0]?.waiting ?? 0
const statusMs = median(before.map(({ tookMs }) => tookMs))
say(`status of ${total} waiting events: ${statusMs} ms`)

let ended = 0
let recorded = 0
let whenStep = () => {}
const mida = createMida({
  events: defineEvents({}),
  ...KEYS,
  apiUrl,
  outbox,
  mode: 'live',
  onDelivery: ({ delivery }) => {
    if (delivery.status === 'queued') return
    ended += 1
    if (delivery.status === 'recorded') recorded += 1
    whenStep()
  },
})
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
await mida.start()
const startedMs = performance.now()
const untilMs = startedMs + seconds * 1_000
const steps = []
for (let step = 1; step <= STEPS && performance.now() < untilMs; step += 1) {
  steps.push(await drainTo(Math.round((total / STEPS) * step)))
  say(JSON.stringify(steps.at(-1)))
}
const tookMs = performance.now() - startedMs
const { waiting } = await timeStatus()
await mida.close()
finish({ total, statusMs, recorded, waiting, perSecond: Math.round((recorded * 1_000) / tookMs), steps })

/** Waits until so many have ended, or time is up. @param {number} target */
async function drainTo(target) {
  const from = { ended, atMs: performance.now(), cpu: process.cpuUsage() }
  delay.reset()
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, untilMs - from.atMs))
    whenStep = () => {
      if (ended < target) return
      clearTimeout(timer)
      resolve(undefined)
    }
    whenStep()
  })
  const count = ended - from.ended
  const { user, system } = process.cpuUsage(from.cpu)
  const perSecond = Math.round((count * 1_000) / (performance.now() - from.atMs))
  const loopP99Ms = Number((delay.percentile(99) / 1e6).toFixed(1))
  const { tookMs } = await timeStatus()
  return {
    ended,
    perSecond,
    cpuMsPer1000: Math.round((user + system) / Math.max(1, count)),
    rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    loopP99Ms,
    statusMs: tookMs,
  }
}

async function timeStatus() {
  const atMs = performance.now()
  const { waiting } = await outbox.status()
  return { waiting: waiting.server + waiting.browser, tookMs: Math.round(performance.now() - atMs) }
}
