// By hand: `node bench/abuse/run.mjs` sends 100,000 random requests to the endpoint behind a real server, and says what it
// answered, what it forwarded, and whether its memory stayed flat. --requests 100000 --seed 1; --serve waits for `slowhttptest`.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install, say } from '../lib/install.mjs'
import { BENCH } from '../lib/paths.mjs'
import { stop } from '../lib/upstream.mjs'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    serve: { type: 'boolean', default: false },
  },
})
await install()
const { Pool } = await import('undici')
const { createGenerator, createRandom } = await import('./random-request.mjs')
const { startStrictMida } = await import('./strict-mida.mjs')
const { KEYS } = await import('../suts/event.mjs')

const CONNECTIONS = 32
const RAW = /[<>&\u007f-\u009f\u2028\u2029]|\n\s+at |node_modules/
const total = Number(values.requests)
const strictMida = await startStrictMida()
const shop = fork(
  join(BENCH, 'abuse', 'shop.mjs'),
  [JSON.stringify({ apiUrl: strictMida.apiUrl, isTrusting: values.serve })],
  {
    execArgv: ['--expose-gc'],
  },
)
const { port } = await new Promise((resolve) => shop.once('message', resolve))
const ask = (question) =>
  new Promise((resolve) => {
    shop.once('message', resolve)
    shop.send(question)
  })

if (values.serve) {
  say(`The endpoint is at http://127.0.0.1:${port}/api/m until Ctrl-C.`)
  await new Promise((resolve) => process.once('SIGINT', resolve))
} else {
  console.log(JSON.stringify(await attack(), null, 2))
}
await stop(shop)
strictMida.stop()
process.exit(0)

async function attack() {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS, pipelining: 1 })
  const next = createGenerator(createRandom(Number(values.seed)))
  const statuses = {}
  const memory = []
  const harmful = []
  let [sent, broken, slowestMs] = [0, 0, 0]

  const sendOne = async () => {
    const startedMs = performance.now()
    try {
      const { statusCode, body } = await pool.request({
        ...next(),
        headersTimeout: 10_000,
        bodyTimeout: 10_000,
      })
      const text = await body.text()
      statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
      if (text.includes(KEYS.apiKey) || RAW.test(text)) harmful.push(text.slice(0, 300))
    } catch (error) {
      broken += 1
      if (broken <= 3) say(String(error))
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedMs)
  }
  const keepSending = async (until) => {
    while (sent < until) {
      sent += 1
      await sendOne()
    }
  }

  const startedMs = performance.now()
  for (let step = 1; step <= 10; step += 1) {
    const until = (total / 10) * step
    await Promise.all(Array.from({ length: CONNECTIONS }, () => keepSending(until)))
    const { rssMb, heapMb } = await ask('flush')
    memory.push({ after: until, rssMb: Math.round(rssMb), heapMb: Number(heapMb.toFixed(1)) })
    say(JSON.stringify(memory.at(-1)))
  }
  const { crashes } = await ask('flush')
  return {
    requests: sent,
    perSecond: Math.round(sent / ((performance.now() - startedMs) / 1_000)),
    statuses,
    serverErrors: Object.entries(statuses).reduce(
      (sum, [status, count]) => sum + (Number(status) >= 500 ? count : 0),
      0,
    ),
    withoutAnswer: broken,
    crashes,
    slowestMs: Math.round(slowestMs),
    forwarded: strictMida.seen.count,
    invalidForwarded: strictMida.seen.violations.length,
    firstViolations: strictMida.seen.violations.slice(0, 3),
    harmfulAnswers: harmful.length,
    firstHarmful: harmful.slice(0, 3),
    memory,
  }
}
