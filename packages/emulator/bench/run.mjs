// @ts-check
// What the built emulator costs: its start, Create Event calls a second, and memory over a million events.
// Usage: npm run bench (build first); `node bench/run.mjs --load` leaves the memory out. The load comes from a process of its own; nothing here is asserted.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const HERE = import.meta.dirname
const CLI = join(HERE, '..', 'dist', 'cli.js')
const CONNECTIONS = '50'
const CALLS = 50_000
/** The kernel counts processor time in hundredths of a second. */
const MS_PER_TICK = 10

/** @param {readonly string[]} [args] */
async function start(args = []) {
  const startedMs = performance.now()
  const child = spawn(process.execPath, [CLI, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  /** @type {string} */
  const output = await new Promise((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes('Page ')) resolve(text)
    })
  })
  const url = /Page +(\S+)\/\n/.exec(output)?.[1] ?? ''
  await fetch(url)
  const readyMs = Math.round(performance.now() - startedMs)
  await fetch(`${url}/emulator/seed`, { method: 'POST', body: '{"id":"user_12345"}' })
  return { child, url, readyMs }
}

/** @param {string} url @param {number} calls */
async function load(url, calls) {
  const { stdout } = await run(process.execPath, [join(HERE, 'load.mjs'), url, CONNECTIONS, String(calls)])
  return JSON.parse(stdout)
}

/** Resident memory of a process in MiB, where /proc tells it. @param {number | undefined} pid */
function memoryMib(pid) {
  const [, kib = 0] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1_024)
}

async function measureStart() {
  const tookMs = []
  for (let count = 0; count < 5; count += 1) {
    const { child, readyMs } = await start()
    child.kill()
    tookMs.push(readyMs)
  }
  console.log(`start to first answer, ms: ${tookMs.join(', ')}`)
}

/** @param {string} title @param {readonly string[]} [args] */
async function measureLoad(title, args = []) {
  const { child, url } = await start(args)
  await load(url, 20_000)
  for (let count = 0; count < 3; count += 1) {
    const beforeMs = cpuMs(child.pid)
    const figures = await load(url, CALLS)
    const cpuMsPerThousand = Math.round((cpuMs(child.pid) - beforeMs) / (CALLS / 1_000))
    console.log(title, JSON.stringify({ ...figures, cpuMsPerThousand }))
  }
  child.kill()
}

/** Processor time that a process has used, where /proc tells it: what other work on the machine does not change. @param {number | undefined} pid */
function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

async function measureMemory() {
  const { child, url } = await start()
  const figures = [`empty ${memoryMib(child.pid)}`]
  for (let hundred = 1; hundred <= 10; hundred += 1) {
    await load(url, 100_000)
    figures.push(`${hundred}00,000: ${memoryMib(child.pid)}`)
  }
  const state = await (await fetch(`${url}/emulator/state`)).json()
  console.log(`memory, MiB: ${figures.join('; ')}`)
  console.log(`kept ${state.eventCount}, gone ${state.droppedEventCount}`)
  child.kill()
}

console.log(`Node ${process.version}, ${availableParallelism()} cores, ${CONNECTIONS} connections`)
await measureStart()
await measureLoad('calls a second')
const folder = mkdtempSync(join(tmpdir(), 'mida-bench-'))
await measureLoad('calls a second, with --persist', ['--persist', join(folder, 'state.ndjson')])
rmSync(folder, { recursive: true })
if (!process.argv.includes('--load')) await measureMemory()
