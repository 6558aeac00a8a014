// @ts-check
// The shop as somebody else's app has it: on the packed packages, built, without the workspace's source.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CACHE, ROOT, run } from './workspace.mjs'

const DEMO = join(ROOT, 'apps', 'demo')
const LEFT_OUT = /^(node_modules|\.next.*|\.data|\.env(?!\.example).*)$/
const SOURCE_LINE = /^ {2}transpilePackages: .*\n/m

export const PACKED_SHOP = join(CACHE, 'shop')

/**
 * Copies the shop, puts the tarballs where an install would, and builds it.
 *
 * @param {string} tarballs
 * @param {Record<string, string>} env of the build
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function buildPackedShop(tarballs, env) {
  rmSync(PACKED_SHOP, { recursive: true, force: true })
  cpSync(DEMO, PACKED_SHOP, { recursive: true, filter: (path) => !LEFT_OUT.test(basename(path)) })
  leaveOutTranspiling(join(PACKED_SHOP, 'next.config.ts'))
  linkDependencies(join(DEMO, 'node_modules'))
  for (const tarball of readdirSync(tarballs)) {
    const unpacked = await unpack(join(tarballs, tarball))
    if (unpacked.code !== 0) return unpacked
  }
  return run(join(PACKED_SHOP, 'node_modules', '.bin', 'next'), ['build'], {
    cwd: PACKED_SHOP,
    env,
    quiet: true,
  })
}

/** What is packed is JavaScript: an app that installs it transpiles nothing. @param {string} path */
function leaveOutTranspiling(path) {
  const config = readFileSync(path, 'utf8')
  if (!SOURCE_LINE.test(config)) throw new Error(`${path} has no line for transpilePackages.`)
  writeFileSync(path, config.replace(SOURCE_LINE, ''))
}

/** Everything but the kit, as it is installed already. @param {string} installed */
function linkDependencies(installed) {
  for (const name of readdirSync(installed)) {
    if (name === '@mida-kit') continue
    const inner = name.startsWith('@')
      ? readdirSync(join(installed, name)).map((part) => join(name, part))
      : [name]
    for (const path of inner) link(join(installed, path), path)
  }
}

/** Unpacks one package of the shop's, and links what its package.json asks for. @param {string} tarball */
async function unpack(tarball) {
  const name = basename(tarball)
    .replace(/^mida-kit-/, '')
    .replace(/-\d.*$/, '')
  if (!existsSync(join(DEMO, 'node_modules', '@mida-kit', name))) return { code: 0, output: '' }
  const folder = join(PACKED_SHOP, 'node_modules', '@mida-kit', name)
  mkdirSync(folder, { recursive: true })
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(dependencies)) {
    if (!dependency.startsWith('@mida-kit/'))
      link(join(ROOT, 'packages', name, 'node_modules', dependency), dependency)
  }
  return run('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder], { quiet: true })
}

/** @param {string} target @param {string} name */
function link(target, name) {
  const path = join(PACKED_SHOP, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  if (!existsSync(path)) symlinkSync(target, path)
}
