// The bench's own install, and the kit as it is published: built, with the map of exports that pnpm packs.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN, ensureInstalled, pnpm, run } from '../../scripts/workspace.mjs'
import { BENCH, ROOT } from './paths.mjs'

const PACKAGES = ['contract', 'server']
const STAMP = join(BENCH, 'node_modules', '.installed-lockfile')

/** Installs what the lockfile names, where it changed, then places the kit's packages beside it. */
export async function install() {
  await ensureInstalled()
  const lockfile = createHash('sha256')
    .update(readFileSync(join(BENCH, 'pnpm-lock.yaml')))
    .digest('hex')
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lockfile) {
    say('Installing the peers…')
    const args = ['install', '--frozen-lockfile', '--config.minimum-release-age=0']
    requireSuccess('The install', await pnpm(args, { cwd: BENCH, quiet: true }))
    writeFileSync(STAMP, lockfile)
  }
  for (const name of PACKAGES) await place(name)
}

/** @param {string} name */
async function place(name) {
  const source = join(ROOT, 'packages', name)
  const built = await run(join(BIN, 'tsc'), ['-p', join(source, 'tsconfig.build.json')], { quiet: true })
  requireSuccess(`The build of ${name}`, built)
  const manifest = readJson(join(source, 'package.json'))
  requireSameVersions(manifest)
  const target = join(BENCH, 'node_modules', '@mida-kit', name)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true })
  const { publishConfig, ...own } = manifest
  writeFileSync(join(target, 'package.json'), JSON.stringify({ ...own, ...publishConfig }, null, 2))
}

/** The yardstick must run on the very undici that the kit runs on. @param {{ name: string, dependencies: Record<string, string> }} manifest */
function requireSameVersions({ name, dependencies }) {
  const { dependencies: own } = readJson(join(BENCH, 'package.json'))
  for (const [dependency, version] of Object.entries(dependencies)) {
    if (version.startsWith('workspace:') || own[dependency] === version) continue
    throw new Error(
      `${name} needs ${dependency} ${version}, bench/package.json has ${own[dependency]}: pin the same.`,
    )
  }
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** @param {string} what @param {{ code: number, output: string }} result */
function requireSuccess(what, { code, output }) {
  if (code !== 0) throw new Error(`${what} failed:\n${output}`)
}

/** Progress goes to stderr: stdout is for the table and the line. @param {string} text */
export function say(text) {
  console.error(text)
}
