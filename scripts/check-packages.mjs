// @ts-check
// The packages as they are published: packed, then judged by publint and attw.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BIN, CACHE, PACKAGES, pnpm, ROOT, run } from './workspace.mjs'

export const TARBALLS = join(CACHE, 'tarballs')

/** Packs every package into one folder; they must be built. @returns {Promise<{ code: number, output: string }>} */
export async function packPackages() {
  rmSync(TARBALLS, { recursive: true, force: true })
  mkdirSync(TARBALLS, { recursive: true })
  for (const name of PACKAGES) {
    const packed = await pnpm(['pack', '--pack-destination', TARBALLS], {
      cwd: join(ROOT, 'packages', name),
      quiet: true,
    })
    if (packed.code !== 0) return packed
  }
  return { code: 0, output: '' }
}

/** Judges the packed packages. @returns {Promise<import('./check.mjs').Check[]>} */
export async function checkPackages() {
  const packed = await packPackages()
  if (packed.code !== 0) return [{ name: 'packages pack', ...packed }]
  const checks = []
  for (const tarball of readdirSync(TARBALLS)) {
    const path = join(TARBALLS, tarball)
    checks.push({
      name: `publint ${tarball}`,
      ...(await run(join(BIN, 'publint'), ['--strict', path], { quiet: true })),
    })
    const attw = await run(join(BIN, 'attw'), ['--profile', 'esm-only', path], { quiet: true })
    checks.push({ name: `attw ${tarball}`, ...attw })
    checks.push({ name: `what ${tarball} brings for people and agents`, ...(await checkDocuments(tarball)) })
  }
  return checks
}

/** What a package must bring beside its code, for people, and for coding agents where they need it. */
const BROUGHT = /** @type {const} */ ({
  react: ['llms.txt', 'skills/mida-react/SKILL.md'],
  server: ['llms.txt', 'skills/mida-server/SKILL.md'],
})

/** @param {string} tarball */
async function checkDocuments(tarball) {
  const { code, output } = await run('tar', ['-tzf', join(TARBALLS, tarball)], { quiet: true })
  if (code !== 0) return { code, output }
  const own = Object.entries(BROUGHT).find(([name]) => tarball.startsWith(`mida-kit-${name}-`))?.[1] ?? []
  const missing = ['README.md', 'LICENSE', ...own].filter((path) => !output.includes(`package/${path}\n`))
  return { code: missing.length === 0 ? 0 : 1, output: `Not in the tarball: ${missing.join(', ')}` }
}
