// Sends as much as the subject will against a slow Mida, for a while.
import { finish, readOptions } from '../lib/child.mjs'

const { sut, origin, connections, measureMs } = readOptions()
const { open } = await import(`../suts/${sut}.mjs`)

let started = 0
let ended = 0
let lost = 0
let isFeeding = true
const WINDOW = 4_000
const subject = open({
  origin,
  connections,
  onEnd: (isDelivered) => {
    ended += 1
    if (!isDelivered) lost += 1
    if (isFeeding) feed()
  },
})

function feed() {
  while (started - ended < Math.max(WINDOW, subject.window)) {
    started += 1
    subject.track(started)
  }
}

const startedMs = performance.now()
feed()
await new Promise((resolve) => setTimeout(resolve, measureMs))
isFeeding = false
finish({ perSecond: ended / ((performance.now() - startedMs) / 1_000), lost })
