// @ts-check
// `npm run faults`: runs the kit, and its peers beside it, through a table of faults; prints one table and fails where the kit lost one.
// `npm run faults -- checkout`: kills the demo shop between payment and event, 100 times.
// --only "kill -9 midway"   --suts kit,posthog,segment   --count 2000   --rounds 50
import { existsSync } from 'node:fs'
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
    suts: { type: 'string', default: 'kit,posthog,segment' },
    count: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '50' },
  },
})

await ensureInstalled()
if (!existsSync(join(HERE, 'node_modules', 'posthog-node'))) {
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
  external: ['undici', 'libsql'],
  logLevel: 'error',
})
const { measure } = await import('./lib/measure.mjs')
const { ROWS } = await import('./lib/rows.mjs')

const SUTS = {
  kit: { name: 'kit', file: KIT, isDurable: true },
  posthog: { name: 'posthog', file: join(HERE, 'suts', 'posthog.mjs'), isDurable: false },
  segment: { name: 'segment', file: join(HERE, 'suts', 'segment.mjs'), isDurable: false },
}
/** Rows that only a store on disk can take. */
const KIT_ALONE = ['two_workers', 'disk_full']

const rows = ROWS.filter(({ name }) => !values.only || name.includes(values.only))
const scale = { count: Number(values.count), rounds: Number(values.rounds) }
const results = []
for (const row of rows) {
  for (const name of values.suts.split(',')) {
    const sut = SUTS[/** @type {keyof typeof SUTS} */ (name)]
    if (!sut) throw new Error(`--suts knows ${Object.keys(SUTS).join(', ')}, not ${name}.`)
    if (
      name !== 'kit' &&
      (KIT_ALONE.includes(row.course ?? '') || row.guarantee || 'maxBytes' in (row.setup ?? {}))
    )
      continue
    console.error(`${row.name}: ${name}…`)
    const result = await measure(row, sut, scale)
    const isFailed =
      name === 'kit' &&
      (result.lost + result.untold > 0 ||
        result.doubledUnderAnotherId > 0 ||
        (result.doubled > 0 && !row.answersLost))
    results.push({ ...result, verdict: isFailed ? 'FAILED' : '' })
    console.error(JSON.stringify(results.at(-1)))
  }
}
console.table(results)
process.exit(results.some(({ verdict }) => verdict === 'FAILED') ? 1 : 0)
