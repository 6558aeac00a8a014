// By hand: `node bench/backlog/run.mjs` makes an outbox in which a million events wait, times its status, and drains it: the
// rate, the CPU and the memory after each tenth. --events 1000000   --seconds 1800, the longest drain   --keep FOLDER keeps the file
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runWorker } from '../lib/child.mjs'
import { install, say } from '../lib/install.mjs'
import { startUpstream } from '../lib/upstream.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '1800' },
    keep: { type: 'string' },
  },
})
await install()
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'mida-backlog-'))
const path = join(folder, 'backlog.db')
const [count, seconds] = [Number(values.events), Number(values.seconds)]
const upstream = await startUpstream()
try {
  const [load = 0] = loadavg()
  say(`Load ${load.toFixed(1)}, upstream ${upstream.name}.`)
  const seeded = existsSync(path) ? { tookMs: 0 } : await run('seed.mjs', { path, count }, 600)
  const fileMb = Math.round(statSync(path).size / 1_048_576)
  say(`${count} events stored in ${Math.round(seeded.tookMs / 1_000)} s, ${fileMb} MB.`)
  const drained = await run('drain.mjs', { path, apiUrl: `${upstream.origin}/v2`, seconds }, seconds + 60)
  const atMida = await upstream.count()
  const isWhole = drained.waiting === 0 && drained.recorded === drained.total && atMida === drained.total
  console.table(drained.steps)
  console.log(
    JSON.stringify({ load, seededMs: Math.round(seeded.tookMs), fileMb, ...drained, atMida, isWhole }),
  )
  process.exitCode = isWhole ? 0 : 1
} finally {
  await upstream.stop()
  if (!values.keep) rmSync(folder, { recursive: true, force: true })
}

/** A process of its own, so that its memory is the outbox's. @param {string} name @param {object} options @param {number} withinSeconds */
function run(name, options, withinSeconds) {
  return runWorker(join('..', 'backlog', name), options, { timeoutMs: withinSeconds * 1_000 })
}
