// @ts-check
// `npm run check`: types, lint, sizes, the documents and the reference. Fast; runs no test.
import { join } from 'node:path'
import { checkDocuments } from './check-documents.mjs'
import { measureSize } from './measure-size.mjs'
import { BIN, ensureInstalled, PACKAGES, PAGE_BUILD, ROOT, run } from './workspace.mjs'

/** @typedef {{ name: string, code: number, output: string }} Check */

/** Runs every check and says of each whether it passed. @returns {Promise<Check[]>} */
export async function runChecks() {
  /** @type {Check[]} */
  const checks = []
  const projects = [...PACKAGES.map((name) => `packages/${name}`), 'apps/demo', 'e2e', 'examples', 'scripts']
  for (const project of projects) {
    checks.push({ name: `types of ${project}`, ...(await tsc(join(project, 'tsconfig.json'))) })
  }
  for (const name of PACKAGES) {
    checks.push({
      name: `build of packages/${name}`,
      ...(await tsc(join('packages', name, 'tsconfig.build.json'))),
    })
  }
  checks.push({
    name: 'build of the emulator’s page',
    ...(await run(process.execPath, [PAGE_BUILD], { quiet: true })),
  })
  checks.push({ name: 'sizes', ...(await measureSize()) })
  checks.push({
    name: 'lint and format',
    ...(await run(join(BIN, 'biome'), ['ci', '--error-on-warnings', '--colors=off', '.'], { quiet: true })),
  })
  checks.push({ name: 'code blocks of the documents', ...(await checkDocuments()) })
  const reference = [join(ROOT, 'scripts', 'reference', 'main.mjs'), '--check']
  checks.push({
    name: 'reference: every export has a docstring, every page is up to date',
    ...(await run(process.execPath, reference, { quiet: true })),
  })
  return checks
}

/** @param {string} project */
function tsc(project) {
  return run(join(BIN, 'tsc'), ['-p', project], { quiet: true })
}

/** Prints one line a check, and the output of those that failed. @param {readonly Check[]} checks */
export function printChecks(checks) {
  for (const { name, code, output } of checks) {
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`)
    if (code !== 0) console.log(output)
  }
}

if (process.argv[1] === import.meta.filename) {
  await ensureInstalled()
  const checks = await runChecks()
  printChecks(checks)
  process.exit(checks.some(({ code }) => code !== 0) ? 1 : 0)
}
