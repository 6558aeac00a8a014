// @ts-check
// One load on a running emulator: Create Event calls over kept-alive connections, from a process of its own.
// Usage: node bench/load.mjs URL CONNECTIONS CALLS. Prints one line of JSON.
import { Pool } from 'undici'

const [url = '', connections = '50', calls = '50000'] = process.argv.slice(2)
const pool = new Pool(url, { connections: Number(connections) })
const body = JSON.stringify({
  event_name: 'purchase_completed',
  id: 'user_12345',
  properties: { order_id: 'o-1', amount: 199.99, plan: 'pro' },
})
const headers = { authorization: 'Bearer demo-api-key', 'content-type': 'application/json' }
const path = '/v2/project/demo-project/event'

let left = Number(calls)
let failed = 0
/** @type {number[]} */
const tookMs = []

async function work() {
  while (left > 0) {
    left -= 1
    const startedMs = performance.now()
    const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body })
    await answer.dump()
    tookMs.push(performance.now() - startedMs)
    if (statusCode !== 200) failed += 1
  }
}

const cpu = process.cpuUsage()
const startedMs = performance.now()
await Promise.all(Array.from({ length: Number(connections) }, work))
const seconds = (performance.now() - startedMs) / 1_000
const { user, system } = process.cpuUsage(cpu)
tookMs.sort((left, right) => left - right)
console.log(
  JSON.stringify({
    perSecond: Math.round(Number(calls) / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
    clientCpuMsPerThousand: Math.round((user + system) / Number(calls)),
  }),
)
await pool.close()

/** @param {number} share */
function at(share) {
  return Number((tookMs[Math.floor(tookMs.length * share)] ?? 0).toFixed(1))
}
