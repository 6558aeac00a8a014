// `npm run bench`: measures the kit beside its peers; prints one table and one line of JSON.
// npm run bench -- outbox   --only delivered,burst,latency,next,edge,outbox   --runs 5   --quick   --upstream node
import { appendFileSync, mkdirSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install, say } from './lib/install.mjs'
import { CACHE } from './lib/paths.mjs'
import { toTable } from './lib/table.mjs'
import { startUpstream } from './lib/upstream.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'delivered,burst,latency,next,edge,outbox' },
    runs: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    upstream: { type: 'string', default: 'nginx' },
  },
})

// What is installed can only be imported once it is.
await install()
const { measureDelivered } = await import('./rows/delivered.mjs')
const { measureBurst } = await import('./rows/burst.mjs')
const { measureLatency } = await import('./rows/latency.mjs')
const { measureNextRoute } = await import('./rows/next-route.mjs')
const { measureEdge } = await import('./rows/edge.mjs')
const { measureOutbox } = await import('./rows/outbox.mjs')
const ROWS = {
  delivered: measureDelivered,
  burst: measureBurst,
  latency: measureLatency,
  next: measureNextRoute,
  edge: measureEdge,
  outbox: measureOutbox,
}

const startedMs = Date.now()
const [load = 0] = loadavg()
if (load > cpus().length / 2)
  say(`The machine is busy (load ${load.toFixed(1)}): these figures will not mean much.`)
const upstream = await startUpstream({ node: values.upstream === 'node' })
const context = { upstream, runs: Number(values.runs), scale: values.quick ? 0.25 : 1 }
const rows = []
try {
  for (const name of positionals.length > 0 ? positionals : values.only.split(',')) {
    if (!Object.hasOwn(ROWS, name))
      throw new Error(`These are measured: ${Object.keys(ROWS).join(', ')}; not ${name}.`)
    rows.push(...(await ROWS[name](context)))
  }
} finally {
  await upstream.stop()
}
const about = {
  at: new Date().toISOString(),
  node: process.version,
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  load: Number(load.toFixed(2)),
  upstream: upstream.name,
  runs: context.runs,
  scale: context.scale,
  tookS: Math.round((Date.now() - startedMs) / 1_000),
}
const line = JSON.stringify({ ...about, rows })
console.log(
  `\n${about.cpu}, Node ${about.node}, upstream ${about.upstream}, load ${about.load} at the start, medians of ${about.runs} interleaved runs\n`,
)
console.log(`${toTable(rows)}\n`)
console.log(line)
mkdirSync(CACHE, { recursive: true })
appendFileSync(join(CACHE, 'runs.jsonl'), `${line}\n`)
say(`${about.tookS} s`)
