// @ts-check
// What the browser half costs, minified and gzipped, React left out, and the server on an edge runtime, minified:
// measured on the built packages, held by budgets.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN, CACHE, ROOT, run } from './workspace.mjs'

const PACKAGES = join(ROOT, 'packages')

/** @typedef {{ name: string, names: string, limitBytes: number, door?: string, owner?: string, isGzipped?: boolean }} Part */

/**
 * What somebody imports, and how many bytes it may cost: the figures that were reached, so that none grows unseen.
 * All of a part counts, nothing of it is loaded later.
 *
 * @type {readonly Part[]}
 */
const PARTS = [
  { name: 'provider and hooks', names: '{ MidaProvider, useMida, useMidaUuid }', limitBytes: 4_695 },
  { name: 'client alone', names: '{ createMidaClient }', limitBytes: 4_455 },
  {
    name: 'useIdentify, more',
    names: '{ MidaProvider, useMida, useMidaUuid, useIdentify }',
    limitBytes: 4_705,
  },
  {
    name: 'useTrackOnce, more',
    names: '{ MidaProvider, useMida, useMidaUuid, useTrackOnce }',
    limitBytes: 4_930,
  },
  { name: './keep', names: '{ keepEvents }', limitBytes: 695, door: 'keep' },
  {
    name: './consent: one banner',
    names: '{ useBannerConsent, watchCookiebot }',
    limitBytes: 260,
    door: 'consent/index',
  },
  { name: 'server on an edge runtime', names: '{ createMida }', limitBytes: 27_500, owner: 'server' },
  {
    // The aim is 30 kB, which the code does not reach: this holds what was reached.
    name: 'server on an edge runtime, not gzipped',
    names: '{ createMida }',
    limitBytes: 78_000,
    owner: 'server',
    isGzipped: false,
  },
]

/**
 * Measures the built package with size-limit.
 *
 * @returns {Promise<{ code: number, output: string, sizes: readonly { name: string, size: number }[] }>}
 */
export async function measureSize() {
  const config = join(CACHE, 'size-limit.json')
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(config, JSON.stringify(PARTS.map(toCheck)))
  const { code, output } = await run(join(BIN, 'size-limit'), ['--json', '--config', config], { quiet: true })
  const start = output.indexOf('[')
  const sizes = start < 0 ? [] : JSON.parse(output.slice(start, output.lastIndexOf(']') + 1))
  return { code, output: start < 0 ? output : toTable(sizes), sizes }
}

/** @param {Part} part */
function toCheck({ name, names, limitBytes, door = 'index', owner = 'react', isGzipped = true }) {
  return {
    name,
    path: join(PACKAGES, owner, 'dist', `${door}.js`),
    import: names,
    ignore: ['react', 'react/jsx-runtime', '@tanstack/react-query'],
    gzip: isGzipped,
    brotli: false,
    limit: `${limitBytes} B`,
  }
}

/** @param {readonly { name: string, size: number }[]} sizes */
function toTable(sizes) {
  return sizes
    .map(({ name, size }, index) => {
      const limit = PARTS[index]?.limitBytes ?? 0
      return `${String(size).padStart(6)} B of ${limit} B  ${name}${size > limit ? '  TOO LARGE' : ''}`
    })
    .join('\n')
}

if (process.argv[1] === import.meta.filename) {
  for (const name of ['contract', 'react', 'server']) {
    const built = await run(join(BIN, 'tsc'), ['-p', join('packages', name, 'tsconfig.build.json')])
    if (built.code !== 0) process.exit(built.code)
  }
  const { code, output } = await measureSize()
  console.log(output)
  process.exit(code)
}
