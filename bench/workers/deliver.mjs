// Delivers events for a while through one subject, and reports how many a second and what they cost.
import { finish, readOptions } from '../lib/child.mjs'

const { sut, origin, connections, outbox, warmUpMs, measureMs } = readOptions()
const { open } = await import(`../suts/${sut}.mjs`)

let started = 0
let delivered = 0
let lost = 0
let isFeeding = false
let whenIdle = () => {}

const subject = await open({ origin, connections, outbox, onEnd })

function onEnd(isDelivered) {
  if (isDelivered) delivered += 1
  else lost += 1
  if (isFeeding) feed()
  else if (delivered + lost === started) whenIdle()
}

function feed() {
  while (isFeeding && started - delivered - lost < subject.window) {
    started += 1
    subject.track(started)
  }
}

/** Feeds for a while, then waits until everything has ended. */
async function deliverFor(ms) {
  isFeeding = true
  feed()
  await new Promise((resolve) => setTimeout(resolve, ms))
  isFeeding = false
  if (delivered + lost < started) await new Promise((resolve) => (whenIdle = resolve))
}

await deliverFor(warmUpMs)
const before = { delivered, lost, cpu: process.cpuUsage(), atMs: performance.now() }
await deliverFor(measureMs)
const { user, system } = process.cpuUsage(before.cpu)
const count = delivered - before.delivered
finish({
  perSecond: count / ((performance.now() - before.atMs) / 1_000),
  cpuMsPer1000: (user + system) / count,
  lost: lost - before.lost,
})
