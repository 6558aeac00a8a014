// @ts-check
// `npm run e2e`: the browser flows over the built shop. Arguments go to Playwright: `npm run e2e -- -g "switches"`.
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { packPackages, TARBALLS } from './check-packages.mjs'
import { buildPackedShop, PACKED_SHOP } from './packed-shop.mjs'
import { buildPackages, CACHE, ensureInstalled, ROOT, run } from './workspace.mjs'

/**
 * Packs the packages, builds the shop on them and runs the flows.
 *
 * @param {readonly string[]} args for Playwright
 * @returns {Promise<{ code: number, reportPath: string }>} the report is JSON
 */
export async function runFlows(args = []) {
  const browser = await ensureBrowser()
  // The key is there when the shop is built, so that a flow can look for it; the README's app is built without one.
  const env = {
    NEXT_PUBLIC_MIDA_PROJECT_KEY: 'demo-project',
    NEXT_PUBLIC_MIDA_SCRIPT_URL: 'http://mida.test/js/optimize.js',
    MIDA_API_KEY: 'demo-api-key',
  }
  console.log('Packing the packages, building the shop on them…')
  const packed = await packPackages()
  const built = packed.code === 0 ? await buildPackedShop(TARBALLS, env) : packed
  if (built.code !== 0) {
    console.log(built.output)
    return { code: built.code, reportPath: '' }
  }
  const reportPath = join(CACHE, 'e2e.json')
  const { code } = await run(join(ROOT, 'e2e', 'node_modules', '.bin', 'playwright'), ['test', ...args], {
    cwd: join(ROOT, 'e2e'),
    env: {
      ...env,
      CHROMIUM_PATH: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: reportPath,
      TARBALLS,
      SHOP_FOLDER: PACKED_SHOP,
    },
  })
  return { code, reportPath }
}

if (process.argv[1] === import.meta.filename) {
  await ensureInstalled()
  await buildPackages()
  const { code } = await runFlows(process.argv.slice(2))
  process.exit(code)
}
