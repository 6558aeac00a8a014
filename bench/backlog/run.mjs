// By hand: `node bench/backlog/run.mjs` makes an outbox in which a million events wait, times its status, and drains it:
// the rate and the memory of the process over time. --events 1000000 --seconds 600; --keep FOLDER keeps the file there.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { install, say } from '../lib/install.mjs'
import { BENCH, ROOT } from '../lib/paths.mjs'
import { startUpstream } from '../lib/upstream.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '600' },
    keep: { type: 'string' },
  },
})
await install()
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'mida-backlog-'))
const path = join(folder, 'backlog.db')
const upstream = await startUpstream()
try {
  say(`Load ${loadavg()[0]?.toFixed(1)}.`)
  if (!existsSync(path)) await runChild('seed.mjs', [path, values.events])
  await runChild('drain.mjs', [path, `${upstream.origin}/v2`, values.seconds])
} finally {
  await upstream.stop()
  if (!values.keep) rmSync(folder, { recursive: true, force: true })
}

/** A process of its own, where Node 20 finds the server's libsql. @param {string} name @param {string[]} args */
async function runChild(name, args) {
  const child = fork(join(BENCH, 'backlog', name), args, { cwd: join(ROOT, 'packages', 'server') })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${name} ended with ${code}.`)
}
