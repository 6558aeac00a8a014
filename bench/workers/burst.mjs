// Tracks many events in one go, times each call, and reports how long a call held the caller, what was lost, and the memory.
import { finish, readOptions } from '../lib/child.mjs'
import { percentile } from '../lib/stats.mjs'

const { sut, origin, count, flushAt } = readOptions()
const { open } = await import(`../suts/${sut}.mjs`)

let delivered = 0
let lost = 0
let whenDone = () => {}
const subject = open({
  origin,
  connections: sut === 'mida-kit' ? undefined : 32, // The kit by its defaults.
  flushAt,
  onEnd: (isDelivered) => {
    if (isDelivered) delivered += 1
    else lost += 1
    whenDone()
  },
})

/** Tracks events in one synchronous loop; gives the time of each call in microseconds. */
function burst(size) {
  const timesUs = new Float64Array(size)
  for (let index = 0; index < size; index += 1) {
    const atMs = performance.now()
    subject.track(index)
    timesUs[index] = (performance.now() - atMs) * 1_000
  }
  return timesUs
}

/** Resolves when so many events have ended, or when none has for a while; gives when the last one did. */
function ended(total) {
  return new Promise((resolve) => {
    let lastMs = performance.now()
    const end = () => {
      clearInterval(timer)
      resolve(lastMs)
    }
    const timer = setInterval(() => performance.now() - lastMs > 3_000 && end(), 500)
    whenDone = () => {
      lastMs = performance.now()
      if (delivered + lost >= total) end()
    }
    if (delivered + lost >= total) end()
  })
}

// Compiled code is what a server runs: a few small bursts first.
const WARM_UP = 2_000
for (let index = 0; index < 4; index += 1) burst(WARM_UP / 4)
await ended(WARM_UP)
const before = { delivered, lost }

const startedMs = performance.now()
const timesUs = burst(count)
const loopMs = performance.now() - startedMs
await Promise.resolve()
await new Promise((resolve) => setImmediate(resolve))
const heldMs = performance.now() - startedMs
const doneMs = (await ended(WARM_UP + count)) - startedMs

const sorted = timesUs.sort()
finish({
  p50Us: percentile(sorted, 0.5),
  p99Us: percentile(sorted, 0.99),
  p999Us: percentile(sorted, 0.999),
  maxUs: sorted.at(-1),
  loopMs,
  heldMs,
  perSecond: (delivered - before.delivered) / (doneMs / 1_000),
  delivered: delivered - before.delivered,
  lost: count - (delivered - before.delivered),
  peakMb: process.resourceUsage().maxRSS / 1_024,
})
