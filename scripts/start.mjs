// @ts-check
// `npm start`: the demo shop, built, beside a local Mida. `npm run dev`: the same with the shop in development mode.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BIN, ensureInstalled, PAGE_BUILD, ROOT, run, toEnvironment } from './workspace.mjs'

const HELP = `Usage: npm start -- [--port 3000] [--mida-port 4800]

  --port       where the shop listens (3000)
  --mida-port  where the local Mida listens (4800)
`

const { values } = readArguments()
const shopPort = readPort('--port', values.port)
const midaPort = readPort('--mida-port', values['mida-port'])
const shopUrl = `http://127.0.0.1:${shopPort}`
const midaUrl = `http://127.0.0.1:${midaPort}`
const DEMO = join(ROOT, 'apps', 'demo')

/** @type {import('node:child_process').ChildProcess[]} */
const children = []
let isStopping = false
process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))

await requireFree(shopPort, '--port')
await requireFree(midaPort, '--mida-port')
await ensureInstalled()

const env = {
  NEXT_PUBLIC_MIDA_PROJECT_KEY: 'demo-project',
  // As for a site whose consent management is on: nothing is stored or told before the shop's banner has a yes.
  NEXT_PUBLIC_MIDA_SCRIPT_URL: `${midaUrl}/js/optimize.js?consent=required`,
  MIDA_API_KEY: 'demo-api-key',
  MIDA_API_URL: `${midaUrl}/v2`,
  CRON_SECRET: 'demo-cron-secret',
  NEXT_DIST_DIR: values.dev ? '.next-dev' : '.next-start',
}
const next = join(DEMO, 'node_modules', '.bin', 'next')

await step('Building the page of the local Mida…', process.execPath, [PAGE_BUILD])
await step('Building the local Mida…', join(BIN, 'tsc'), ['-p', 'packages/emulator/tsconfig.build.json'])
if (!values.dev) await step('Building the shop…', next, ['build'], DEMO)
launch(process.execPath, ['packages/emulator/dist/cli.js', '--port', String(midaPort)], ROOT)
launch(next, [values.dev ? 'dev' : 'start', '-H', '127.0.0.1', '-p', String(shopPort)], DEMO)
await answersAt(`${midaUrl}/health`)
await answersAt(`${shopUrl}/api/m?health`)
if (!isStopping)
  console.log(`\n  The shop        ${shopUrl}\n  The local Mida  ${midaUrl}\n\n  Ctrl-C ends both.\n`)

function readArguments() {
  const options = /** @type {const} */ ({
    port: { type: 'string', default: '3000' },
    'mida-port': { type: 'string', default: '4800' },
    dev: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  })
  try {
    const parsed = parseArgs({ options })
    if (parsed.values.help) fail(HELP, 0)
    return parsed
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${HELP}`, 2)
  }
}

/** @param {string} name @param {string} value */
function readPort(name, value) {
  const port = Number(value)
  return Number.isInteger(port) && port > 0 && port < 65_536
    ? port
    : fail(`${name} must be a port from 1 to 65535, not ${value}.`, 2)
}

/** @param {number} port @param {string} option */
async function requireFree(port, option) {
  const server = createServer()
  /** @type {boolean} */
  const isFree = await new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  await new Promise((resolve) => server.close(resolve))
  if (!isFree)
    fail(
      `Port ${port} is in use. End what listens there, or choose another: npm start -- ${option} ${port + 1}`,
      1,
    )
}

/** @param {string} title @param {string} command @param {string[]} args @param {string} [cwd] */
async function step(title, command, args, cwd = ROOT) {
  console.log(title)
  const { code, output } = await run(command, args, { cwd, env, quiet: true })
  if (isStopping) await new Promise(() => {})
  if (code !== 0) fail(output, code)
}

/** @param {string} command @param {string[]} args @param {string} cwd */
function launch(command, args, cwd) {
  const child = spawn(command, args, { cwd, env: toEnvironment(env), stdio: ['ignore', 'ignore', 'inherit'] })
  child.on('exit', (code) => {
    if (!isStopping) stop(code || 1)
  })
  children.push(child)
}

/** @param {string} url */
async function answersAt(url) {
  while (!isStopping) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Ends both, and this process once both have ended. @param {number} code */
function stop(code) {
  if (isStopping) return
  isStopping = true
  const ended = children.map(
    (child) =>
      new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null))),
  )
  for (const child of children) child.kill('SIGTERM')
  void Promise.all(ended).then(() => process.exit(code))
}

/** @param {string} message @param {number} code @returns {never} */
function fail(message, code) {
  const write = code === 0 ? console.log : console.error
  write(message.trimEnd())
  process.exit(code)
}
