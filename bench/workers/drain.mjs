// Sends all that an outbox holds: how many a second leave it, and what that costs.
import { finish, readOptions } from '../lib/child.mjs'
import { open } from '../suts/mida-kit.mjs'
import { openOutbox } from '../suts/outboxes.mjs'

const { store, at, origin, connections, count } = readOptions()

let [recorded, lost] = [0, 0]
let whenDone = () => {}
const onEnd = (isDelivered) => {
  if (isDelivered) recorded += 1
  else lost += 1
  if (recorded + lost === count) whenDone()
}
const kit = open({ origin, connections, onEnd }, await openOutbox({ store, at }))
const cpu = process.cpuUsage()
const startedMs = performance.now()
const done = new Promise((resolve) => {
  whenDone = () => resolve(undefined)
})
await kit.start()
await done
const { user, system } = process.cpuUsage(cpu)
finish({
  perSecond: (recorded * 1_000) / (performance.now() - startedMs),
  cpuMsPer1000: (user + system) / recorded,
  lost,
})
