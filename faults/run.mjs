// @ts-check
// `npm run faults`: runs the kit, and its peers beside it, through a table of faults; prints one table and fails where the kit lost one.
// `npm run faults -- checkout`: kills the demo shop between payment and event, 100 times.
// --only "kill -9 midway"   --from "SIGTERM midway"   --suts sqlite,postgres,posthog,segment   --count 2000   --rounds 50   --write: into docs/faults.md
import { existsSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled, pnpm } from '../scripts/workspace.mjs'

const HERE = import.meta.dirname
if (process.argv[2] === 'checkout') {
  process.argv.splice(2, 1)
  await import('./checkout.mjs') // Ends the process.
}
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    from: { type: 'string' },
    suts: { type: 'string', default: 'sqlite,postgres,posthog,segment' },
    count: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '50' },
    write: { type: 'boolean', default: false },
  },
})

if (values.write && (values.only || values.from)) throw new Error('--write is for a whole run.')
await ensureInstalled()
if (!existsSync(join(HERE, 'node_modules', 'pg-boss'))) {
  const { code, output } = await pnpm(['install', '--frozen-lockfile', '--config.minimum-release-age=0'], {
    cwd: HERE,
    quiet: true,
  })
  if (code !== 0) throw new Error(`The install failed:\n${output}`)
}
const { build } = await import('esbuild')
const KIT = join(HERE, 'node_modules', '.cache', 'kit.mjs')
await build({
  entryPoints: [join(HERE, 'suts', 'kit.ts')],
  outfile: KIT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['undici', 'libsql', 'pg', 'pg-boss'],
  logLevel: 'error',
})
const { measure } = await import('./lib/measure.mjs')
const { startPostgres } = await import('./lib/postgres.mjs')
const { ROWS } = await import('./lib/rows.mjs')
const { replaceTable, toMarkdown } = await import('./lib/table.mjs')

const peer = (/** @type {string} */ name) => ({
  ...{ name, file: join(HERE, 'suts', `${name}.mjs`), isDurable: false, taker: 'peer' },
})
const kit = (/** @type {'sqlite' | 'postgres'} */ store, /** @type {string} */ name) => ({
  ...{ name, file: KIT, isDurable: true, store, taker: store },
})
const SUTS = [
  kit('sqlite', 'kit, SQLite'),
  kit('postgres', 'kit, PostgreSQL'),
  peer('posthog'),
  peer('segment'),
]

const wanted = values.suts.split(',')
const suts = SUTS.filter(({ name, taker }) => wanted.includes(taker) || wanted.includes(name))
const from = values.from ? ROWS.findIndex(({ name }) => name === values.from) : 0
if (from < 0) throw new Error(`No row is called ${values.from}.`)
const rows = ROWS.slice(from).filter(({ name }) => !values.only || name.includes(values.only))
const postgres = suts.some(({ taker }) => taker === 'postgres') ? await startPostgres() : null
const scale = { count: Number(values.count), rounds: Number(values.rounds), postgres }
const [load = 0] = loadavg()
const results = []
try {
  for (const row of rows) {
    const takers = suts.filter(({ taker }) => !row.takers || row.takers.some((one) => one === taker))
    // The peers mostly wait, and may do so together.
    for (const sut of takers.filter(({ isDurable }) => isDurable)) results.push(await run(row, sut))
    results.push(
      ...(await Promise.all(takers.filter(({ isDurable }) => !isDurable).map((sut) => run(row, sut)))),
    )
  }
} finally {
  await postgres?.remove()
}
const about = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}${postgres ? `, ${postgres.version}` : ''}, load ${load.toFixed(1)} at the start, ${loadavg()[0]?.toFixed(1)} at the end.`
const report = `${about}\n\n${toMarkdown(results)}`
console.log(`\n${report}\n\n${JSON.stringify(results)}`)
if (values.write) replaceTable(join(HERE, '..', 'docs', 'faults.md'), report)
process.exit(results.some(({ verdict }) => verdict.startsWith('FAILED')) ? 1 : 0)

/** @param {import('./lib/rows.mjs').FaultRow} row @param {typeof SUTS[number]} sut */
async function run(row, sut) {
  console.error(`${row.name}: ${sut.name}…`)
  if (sut.taker === 'postgres' && !postgres) {
    const verdict = 'NOT RUN: no PostgreSQL here (apt-get install postgresql, or MIDA_TEST_PG_BIN)'
    return { row: row.name, sut: sut.name, verdict }
  }
  const result = await measure(row, sut, scale)
  console.error(JSON.stringify(result))
  return result
}
