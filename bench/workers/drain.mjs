// Sends all that an outbox holds: how many a second leave it once the process is warm, and what that costs.
import { finish, readOptions } from '../lib/child.mjs'
import { open } from '../suts/mida-kit.mjs'
import { openOutbox } from '../suts/outboxes.mjs'

const { store, at, origin, connections, count, warmUpCount } = readOptions()

let [recorded, lost] = [0, 0]
let begun = { cpu: process.cpuUsage(), atMs: performance.now() }
let whenDone = () => {}
const onEnd = (isDelivered) => {
  if (isDelivered) recorded += 1
  else lost += 1
  if (recorded + lost === warmUpCount) begun = { cpu: process.cpuUsage(), atMs: performance.now() }
  if (recorded + lost === count) whenDone()
}
const kit = open({ origin, connections, onEnd }, await openOutbox({ store, at }))
const done = new Promise((resolve) => {
  whenDone = () => resolve(undefined)
})
await kit.start()
await done
const { user, system } = process.cpuUsage(begun.cpu)
const measured = count - warmUpCount
finish({
  perSecond: (measured * 1_000) / (performance.now() - begun.atMs),
  cpuMsPer1000: (user + system) / measured,
  lost,
})
