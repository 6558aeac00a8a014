// @ts-check
// A Chromium for the browser tests: the one that is there, else one that is installed.
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CACHE, run } from './workspace.mjs'

const SYSTEM_BROWSERS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
]
const MAC_BROWSERS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * The path of a browser, or undefined for Playwright's own. Looks at `CHROMIUM_PATH` first (a wrong one is an error),
 * then at Playwright's own, then at the system's; installs one where there is none.
 *
 * @returns {Promise<string | undefined>}
 */
export async function ensureBrowser() {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    if (await works(given)) return given
    throw new Error(`CHROMIUM_PATH is ${given}, which does not answer to --version.`)
  }
  if (await hasPlaywrightBrowser()) return undefined
  const found = await findSystemBrowser()
  if (found) return found
  console.log('No browser found: installing one…')
  return await installBrowser()
}

/** @returns {Promise<string | undefined>} */
async function findSystemBrowser() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = SYSTEM_BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)))
  for (const path of [...paths, ...MAC_BROWSERS]) {
    if (existsSync(path) && (await works(path))) return path
  }
  return undefined
}

async function installBrowser() {
  const { code } = await run('npx', ['playwright', 'install', 'chromium'], { quiet: true })
  if (code === 0 && (await hasPlaywrightBrowser())) return undefined
  const unpacked = await installFromPackage()
  if (unpacked) return unpacked
  if (process.getuid?.() === 0) {
    await run('apt-get', ['update'], { quiet: true })
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { quiet: true })
    const installed = await findSystemBrowser()
    if (installed) return installed
  }
  throw new Error('No browser could be installed. Install Chromium, or set CHROMIUM_PATH to one.')
}

/** The Chromium inside an npm package: Linux x64, no root needed. @returns {Promise<string | undefined>} */
async function installFromPackage() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const home = join(CACHE, 'chromium')
  mkdirSync(home, { recursive: true })
  const flags = ['--no-audit', '--no-fund', '--no-save', '--prefix', home]
  await run('npm', ['install', ...flags, '@sparticuz/chromium@147.0.0'], { cwd: home, quiet: true })
  const unpacked = await run('node', ['--input-type=module', '-e', UNPACK], {
    cwd: home,
    env: { TMPDIR: home },
    quiet: true,
  })
  const path = unpacked.output.match(/^browser:(.+)$/m)?.[1]
  return path && (await works(path)) ? path : undefined
}

const UNPACK =
  "const { default: chromium } = await import('@sparticuz/chromium'); console.log('browser:' + (await chromium.executablePath()))"

async function hasPlaywrightBrowser() {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return existsSync(path) && (await works(path))
}

/** @param {string} path */
async function works(path) {
  const { code } = await run(path, ['--version'], { quiet: true })
  return code === 0
}
