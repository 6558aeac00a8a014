// Callers that each wait until their event is durable, then bring the next one: how many a second, at what cost, and how free
// the event loop stays.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { finish, readOptions } from '../lib/child.mjs'
import { percentile } from '../lib/stats.mjs'

const { subject, store, at, callers, warmUpMs, measureMs } = readOptions()
const { accept, close } = await open()

let index = 0
const delay = monitorEventLoopDelay({ resolution: 1 })
await acceptFor(warmUpMs)
const timesMs = []
delay.enable()
const cpu = process.cpuUsage()
const startedMs = performance.now()
await acceptFor(measureMs, timesMs)
const tookMs = performance.now() - startedMs
const { user, system } = process.cpuUsage(cpu)
delay.disable()
await close()
const sorted = Float64Array.from(timesMs).sort()
finish({
  perSecond: (sorted.length * 1_000) / tookMs,
  cpuMsPer1000: (user + system) / sorted.length,
  loopP99Ms: delay.percentile(99) / 1e6,
  loopMaxMs: delay.max / 1e6,
  callP50Ms: percentile(sorted, 0.5),
  callP99Ms: percentile(sorted, 0.99),
})

async function open() {
  if (subject === 'bare') return (await import('../suts/bare-insert.mjs')).openBare({ store, at })
  const { openAcceptor } = await import('../suts/mida-kit.mjs')
  const { openOutbox } = await import('../suts/outboxes.mjs')
  const acceptor = openAcceptor(await openOutbox({ store, at }))
  await acceptor.start()
  return acceptor
}

/** @param {number} ms @param {number[]} [timesMs] how long each call took */
async function acceptFor(ms, timesMs = []) {
  const untilMs = performance.now() + ms
  const call = async () => {
    for (let atMs = performance.now(); atMs < untilMs; ) {
      index += 1
      await accept(index)
      const nowMs = performance.now()
      timesMs.push(nowMs - atMs)
      atMs = nowMs
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
}
