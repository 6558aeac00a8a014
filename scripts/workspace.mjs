// @ts-check
// What every root script needs: where things are, running a command, and an installed workspace.
// Must run on Node and npm alone: it imports nothing that is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const BIN = join(ROOT, 'node_modules', '.bin')
export const CACHE = join(ROOT, '.cache')
export const PACKAGES = /** @type {const} */ (['contract', 'react', 'server', 'emulator', 'cli'])

const OLDEST_NODE = [20, 19]
const STAMP = join(ROOT, 'node_modules', '.installed-lockfile')

/**
 * Runs a command and waits for its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean }} [options] `quiet` keeps the output
 *   for the result instead of showing it.
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = ROOT, env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const output = quiet ? 'pipe' : 'inherit'
    const child = spawn(command, args, {
      cwd,
      env: toEnvironment(env),
      stdio: [quiet ? 'ignore' : 'inherit', output, output],
    })
    let said = ''
    child.stdout?.on('data', (chunk) => (said += chunk))
    child.stderr?.on('data', (chunk) => (said += chunk))
    child.on('error', (error) => resolve({ code: 1, output: `${said}${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output: said }))
  })
}

/**
 * The environment of a child: this one's, without what makes a nested npx die or fall silent.
 *
 * @param {Record<string, string | undefined>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function toEnvironment(extra = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...extra }
  for (const name of ['npm_config_package', 'npm_config_call', 'npm_config_loglevel']) delete env[name]
  return env
}

/** Installs the workspace where the lockfile has changed since the last time; ends the process where that fails. */
export async function ensureInstalled() {
  requireNode()
  const lockfile = createHash('sha256')
    .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfile) return
  console.log('Installing…')
  const { code, output } = await pnpm(['install', '--frozen-lockfile', '--config.minimum-release-age=0'], {
    quiet: true,
  })
  if (code !== 0) {
    console.error(output)
    console.error('The install failed; see above.')
    process.exit(1)
  }
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, lockfile)
}

/**
 * Runs the pnpm that package.json names, fetched by npx where it is not there yet.
 *
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function pnpm(args, options) {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return run('npx', ['--yes', packageManager, ...args], options)
}

/** The script that bundles the emulator's page, which is served from the sources and from the build alike. */
export const PAGE_BUILD = join('packages', 'emulator', 'build-page.mjs')

/** Builds the packages in the order of their imports; ends the process where one fails. */
export async function buildPackages() {
  const page = await run(process.execPath, [PAGE_BUILD])
  if (page.code !== 0) process.exit(page.code)
  for (const name of PACKAGES) {
    const { code } = await run(join(BIN, 'tsc'), ['-p', join('packages', name, 'tsconfig.build.json')])
    if (code !== 0) process.exit(code)
  }
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  console.error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}
