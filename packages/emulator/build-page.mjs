// @ts-check
// Bundles the live page (page/main.tsx, React) into assets/, from where the emulator serves it.
// esbuild, since it is one call without a configuration, and in the lockfile already.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const HERE = import.meta.dirname
const ASSETS = join(HERE, 'assets')

/** Bundles the page where a source is newer than what is there. */
export async function ensurePage() {
  const built = join(ASSETS, 'page.js')
  const builtMs = existsSync(built) ? statSync(built).mtimeMs : 0
  const sources = ['page', 'src/control'].flatMap((folder) => listFiles(join(HERE, folder)))
  if (sources.some((path) => statSync(path).mtimeMs > builtMs)) await buildPage()
}

export async function buildPage() {
  await build({
    entryPoints: { page: join(HERE, 'page', 'main.tsx') },
    outdir: ASSETS,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    legalComments: 'eof',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
}

/** @param {string} folder */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

if (process.argv[1] === import.meta.filename) await buildPage()
