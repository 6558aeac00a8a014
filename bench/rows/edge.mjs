// The kit for edge runtimes: the size of its bundle, and a cold start with it.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { BENCH, CACHE } from '../lib/paths.mjs'
import { medians } from '../lib/stats.mjs'

const MAX_BYTES = 30_000

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureEdge({ runs }) {
  say('edge: bundling')
  const { bytes, gzipBytes, outfile } = await bundle()
  const reports = []
  for (let run = 0; run < runs * 2; run += 1)
    reports.push(await runWorker('edge-start.mjs', { bundle: outfile }))
  const { loadMs, firstEventMs } = medians(reports)
  return [
    {
      row: 'edge bundle',
      subject: '@mida-kit/server',
      bytes,
      gzipBytes,
      loadMs,
      firstEventMs,
      note: `${kb(bytes)} KB minified, ${kb(gzipBytes)} KB gzip; loads in ${loadMs.toFixed(1)} ms, first event ${firstEventMs.toFixed(1)} ms later`,
      aim: `≤ ${kb(MAX_BYTES)} KB`,
      isMet: bytes <= MAX_BYTES,
    },
  ]
}

async function bundle() {
  mkdirSync(CACHE, { recursive: true })
  const outfile = join(CACHE, 'edge.mjs')
  const stdin = {
    contents:
      "export { createMida } from '@mida-kit/server'; export { defineEvents } from '@mida-kit/contract'",
    resolveDir: BENCH,
  }
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'edge-light', 'worker', 'import'],
    write: false,
  })
  const [{ contents }] = outputFiles
  writeFileSync(outfile, contents)
  return { bytes: statSync(outfile).size, gzipBytes: gzipSync(contents).length, outfile }
}

/** @param {number} bytes */
function kb(bytes) {
  return (bytes / 1_000).toFixed(1)
}
