// @ts-check
// `npm run e2e`: the browser flows over the built shop. Arguments go to Playwright: `npm run e2e -- -g "switches"`.
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { packPackages, TARBALLS } from './check-packages.mjs'
import { buildPackages, CACHE, ensureInstalled, ROOT, run } from './workspace.mjs'

const DEMO = join(ROOT, 'apps', 'demo')

/**
 * Builds the shop and runs the flows.
 *
 * @param {readonly string[]} args for Playwright
 * @returns {Promise<{ code: number, reportPath: string }>} the report is JSON
 */
export async function runFlows(args = []) {
  const browser = await ensureBrowser()
  const distDir = '.next-e2e'
  // The key is there when the shop is built, so that a flow can look for it; the README's app is built without one.
  const publicEnv = {
    NEXT_PUBLIC_MIDA_PROJECT_KEY: 'demo-project',
    NEXT_PUBLIC_MIDA_SCRIPT_URL: 'http://mida.test/js/optimize.js',
    NEXT_DIST_DIR: distDir,
    MIDA_API_KEY: 'demo-api-key',
  }
  console.log('Building the shop…')
  const built = await run(join(DEMO, 'node_modules', '.bin', 'next'), ['build'], {
    cwd: DEMO,
    env: publicEnv,
    quiet: true,
  })
  if (built.code !== 0) {
    console.log(built.output)
    return { code: built.code, reportPath: '' }
  }
  const packed = await packPackages()
  if (packed.code !== 0) console.log(packed.output)
  const reportPath = join(CACHE, 'e2e.json')
  const { code } = await run(join(ROOT, 'e2e', 'node_modules', '.bin', 'playwright'), ['test', ...args], {
    cwd: join(ROOT, 'e2e'),
    env: { ...publicEnv, CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: reportPath, TARBALLS },
  })
  return { code, reportPath }
}

if (process.argv[1] === import.meta.filename) {
  await ensureInstalled()
  await buildPackages()
  const { code } = await runFlows(process.argv.slice(2))
  process.exit(code)
}
