// @ts-check
// `npm test`: everything that must hold, from an empty machine: types, lint, unit, package and browser tests.
// The last line counts what all runners ran.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { printChecks, runChecks } from './check.mjs'
import { checkPackages } from './check-packages.mjs'
import { runFlows } from './e2e.mjs'
import { BIN, buildPackages, CACHE, ensureInstalled, run } from './workspace.mjs'

/** @typedef {{ passed: number, failed: number }} Count */

await ensureInstalled()
mkdirSync(CACHE, { recursive: true })

/** @type {Count[]} */
const counts = []
await section('Types, lint, documents', async () => countChecks(await runChecks()))
await buildPackages()
await section('Packages', async () => countChecks(await checkPackages()))
await section('Unit tests', runUnitTests)
await section('Browser flows', runBrowserFlows)

const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/** @param {string} title @param {() => Promise<Count>} work */
async function section(title, work) {
  const startedMs = Date.now()
  console.log(`\n## ${title}`)
  const count = await work().catch((error) => {
    console.error(error)
    return { passed: 0, failed: 1 }
  })
  counts.push(count)
  console.log(
    `${title}: ${count.passed} passed, ${count.failed} failed (${Math.round((Date.now() - startedMs) / 1_000)} s)`,
  )
}

/** @param {readonly import('./check.mjs').Check[]} checks @returns {Count} */
function countChecks(checks) {
  printChecks(checks)
  const passed = checks.filter(({ code }) => code === 0).length
  return { passed, failed: checks.length - passed }
}

/** @returns {Promise<Count>} */
async function runUnitTests() {
  const reportPath = join(CACHE, 'unit.json')
  rmSync(reportPath, { force: true })
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`]
  const { code } = await run(join(BIN, 'vitest'), args)
  const report = readReport(reportPath)
  const failed = report?.numFailedTests ?? 0
  const notRun = report?.numPendingTests ?? 0
  if (notRun > 0) console.log(`NOT RUN: ${notRun} unit tests need a PostgreSQL server (see CONTRIBUTING.md).`)
  return toCount({ code, passed: report?.numPassedTests ?? 0, failed })
}

/** @returns {Promise<Count>} */
async function runBrowserFlows() {
  rmSync(join(CACHE, 'e2e.json'), { force: true })
  const { code, reportPath } = await runFlows()
  const stats = readReport(reportPath)?.stats
  const skipped = stats?.skipped ?? 0
  return toCount({
    code,
    passed: stats?.expected ?? 0,
    failed: (stats?.unexpected ?? 0) + (stats?.flaky ?? 0) + skipped,
  })
}

/** A runner that failed without a failed test has failed all the same. @param {Count & { code: number }} result */
function toCount({ code, passed, failed }) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

/** @param {string} path */
function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}
