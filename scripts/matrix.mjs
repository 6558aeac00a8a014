// @ts-check
// `npm run matrix`: the packed packages in Next apps of every kind, each built, started and asked by HTTP.
// Not part of `npm test`: it takes minutes. `npm run matrix -- edge i18n` runs the rows whose names hold one of those.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packPackages, TARBALLS } from './check-packages.mjs'
import { toFiles } from './matrix-app.mjs'
import { askApp } from './matrix-ask.mjs'
import { buildPackages, ensureInstalled, run, toEnvironment } from './workspace.mjs'

/** @typedef {import('./matrix-app.mjs').Row} Row */
/** @typedef {{ row: Row, problem: string | null, seconds: number }} Result */

const NEXT_VERSIONS = { 15: '15.5.21', 16: '16.4.6' }
const SUBPATH = { basePath: '/shop', trailingSlash: true }
const LOCALES = { i18n: { locales: ['en', 'de'], defaultLocale: 'en' } }
const STANDALONE = { output: 'standalone' }

/** @type {readonly Omit<Row, 'name'>[]} */
const KINDS = [
  { next: 16, router: 'app', bundler: 'turbopack' },
  { next: 16, router: 'app', bundler: 'webpack' },
  { next: 16, router: 'app', bundler: 'turbopack', config: SUBPATH, hasProxy: true, hasLocales: true },
  { next: 16, router: 'app', bundler: 'webpack', config: SUBPATH, hasProxy: true, hasLocales: true },
  { next: 16, router: 'app', bundler: 'turbopack', runtime: 'edge' },
  { next: 16, router: 'app', bundler: 'webpack', runtime: 'edge', hasProxy: true },
  { next: 16, router: 'app', bundler: 'turbopack', config: STANDALONE },
  { next: 16, router: 'pages', bundler: 'turbopack' },
  { next: 16, router: 'pages', bundler: 'webpack', config: { ...SUBPATH, ...LOCALES, ...STANDALONE } },
  { next: 15, router: 'app', bundler: 'webpack', hasProxy: true, hasLocales: true },
  { next: 15, router: 'app', bundler: 'turbopack', config: SUBPATH },
  { next: 15, router: 'app', bundler: 'webpack', runtime: 'edge', config: STANDALONE },
  { next: 15, router: 'pages', bundler: 'webpack', config: LOCALES, hasProxy: true },
  { next: 16, router: 'app', bundler: 'turbopack', breaks: true },
  { next: 16, router: 'app', bundler: 'webpack', breaks: true },
  { next: 15, router: 'app', bundler: 'webpack', breaks: true },
]

/** @param {Omit<Row, 'name'>} kind @returns {Row} */
function toRow(kind) {
  const parts = [`Next ${NEXT_VERSIONS[kind.next]}`, kind.router, kind.bundler]
  if (kind.runtime) parts.push(kind.runtime)
  if (kind.hasProxy) parts.push(kind.next === 16 ? 'proxy.ts' : 'middleware.ts')
  if (kind.hasLocales || kind.config?.i18n) parts.push('i18n')
  for (const name of ['basePath', 'trailingSlash']) if (kind.config?.[name]) parts.push(name)
  if (kind.config?.output) parts.push('standalone')
  if (kind.breaks) parts.push('an import in a client component stops the build')
  return { ...kind, name: parts.join(', ') }
}

await ensureInstalled()
await buildPackages()
const packed = await packPackages()
if (packed.code !== 0) {
  console.error(packed.output)
  process.exit(1)
}
// Built a moment ago, so that the types cannot know it.
const BUILT_EMULATOR = '../packages/emulator/dist/index.js'
const { createEmulator } = await import(BUILT_EMULATOR)
const wanted = process.argv.slice(2)
const rows = KINDS.map(toRow).filter(
  ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
)
/** @type {Map<15 | 16, string>} */
const folders = new Map()
/** @type {Result[]} */
const results = []
for (const row of rows) {
  const startedMs = Date.now()
  const folder = folders.get(row.next) ?? (await install(row.next))
  folders.set(row.next, folder)
  const problem = await tryRow(row, folder).then(
    () => null,
    (error) => String(error.message),
  )
  const seconds = Math.round((Date.now() - startedMs) / 1_000)
  results.push({ row, problem, seconds })
  console.log(
    `${problem === null ? '✓' : '✗'} ${row.name} (${seconds} s)${problem === null ? '' : `\n${problem}`}`,
  )
}
for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true })
printTable(results)
const failed = results.filter(({ problem }) => problem !== null).length
console.log(`\n${results.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/** An empty app with one version of Next and the packed packages. @param {15 | 16} next */
async function install(next) {
  const folder = mkdtempSync(join(tmpdir(), `mida-matrix-next-${next}-`))
  writeFileSync(join(folder, 'package.json'), '{ "name": "matrix-app", "private": true }\n')
  const tarballs = readdirSync(TARBALLS)
    .filter((name) => /contract|server/.test(name))
    .map((name) => join(TARBALLS, name))
  const others = [`next@${NEXT_VERSIONS[next]}`, 'react@19.3.1', 'react-dom@19.3.1', 'zod@4.6.7']
  const installed = await run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...others], {
    cwd: folder,
    quiet: true,
  })
  if (installed.code !== 0) throw new Error(installed.output)
  return folder
}

/** @param {Row} row @param {string} folder */
async function tryRow(row, folder) {
  for (const name of ['app', 'pages', 'lib', '.next', 'proxy.js', 'middleware.js']) {
    rmSync(join(folder, name), { recursive: true, force: true })
  }
  for (const [path, text] of Object.entries(toFiles(row))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const built = await run('npx', ['next', 'build', ...toBundlerFlags(row)], { cwd: folder, quiet: true })
  if (row.breaks) {
    if (built.code === 0) throw new Error('The build has passed.')
    if (!built.output.includes('server-only')) throw new Error(built.output.slice(-1_500))
    return
  }
  if (built.code !== 0) throw new Error(built.output.slice(-3_000))
  await startAndAsk(row, folder)
}

/** @param {Row} row @param {string} folder */
async function startAndAsk(row, folder) {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'ann' })
  const mida = await emulator.listen()
  const port = await findPort()
  const [command, ...args] = row.config?.output
    ? ['node', '.next/standalone/server.js']
    : ['npx', 'next', 'start', '-H', '127.0.0.1', '-p', String(port)]
  const app = spawn(command ?? '', args, {
    cwd: folder,
    env: toEnvironment(toAppEnvironment(mida.url, port)),
    detached: true,
  })
  let said = ''
  app.stdout.on('data', (chunk) => (said += chunk))
  app.stderr.on('data', (chunk) => (said += chunk))
  try {
    const url = `http://127.0.0.1:${port}${row.config?.basePath ?? ''}`
    await waitUntilUp(`${url}/api/m?health`)
    await askApp(url, row, emulator)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${said.slice(-1_500)}`)
  } finally {
    process.kill(-(app.pid ?? 0), 'SIGKILL')
    await mida.close()
  }
}

/** @param {string} midaUrl @param {number} port */
function toAppEnvironment(midaUrl, port) {
  return {
    MIDA_PROJECT_KEY: 'demo-project',
    MIDA_API_KEY: 'demo-api-key',
    MIDA_API_URL: `${midaUrl}/v2`,
    HOSTNAME: '127.0.0.1',
    PORT: String(port),
  }
}

/** Next 16 builds with Turbopack unless told otherwise, Next 15 with webpack. @param {Row} row */
function toBundlerFlags({ next, bundler }) {
  if (next === 16) return bundler === 'webpack' ? ['--webpack'] : []
  return bundler === 'turbopack' ? ['--turbopack'] : []
}

/** @param {string} url */
async function waitUntilUp(url) {
  const giveUpAtMs = Date.now() + 30_000
  while (Date.now() < giveUpAtMs) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`Nothing answers at ${url}.`)
}

/** @returns {Promise<number>} */
async function findPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** @param {readonly Result[]} all */
function printTable(all) {
  console.log('\n| app | result |\n| --- | --- |')
  for (const { row, problem } of all) console.log(`| ${row.name} | ${problem === null ? 'works' : 'FAILS'} |`)
}
