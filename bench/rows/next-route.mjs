// The Next route that queues, beside a handler that answers the same JSON and does nothing else, and two by hand.
// A production build, `next start`, one process each; the CPU counts until everything that was accepted is sent.
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { runWorker } from '../lib/child.mjs'
import { say } from '../lib/install.mjs'
import { BENCH } from '../lib/paths.mjs'
import { medians } from '../lib/stats.mjs'
import { findPort, stop, waitFor } from '../lib/upstream.mjs'
import { KEYS } from '../suts/event.mjs'

const APP = join(BENCH, 'next-app')
const NEXT = join(dirname(createRequire(import.meta.url).resolve('next/package.json')), 'dist', 'bin', 'next')
const ROUTES = [
  { path: '/api/same-json', name: 'a handler that answers the same JSON', isSending: false },
  { path: '/api/mida', name: '@mida-kit/server/next', isSending: true },
  { path: '/api/after-fetch', name: 'after(() => fetch())', isSending: true },
  { path: '/api/await-fetch', name: 'await fetch()', isSending: true },
]
const CONNECTIONS = 32

/** @param {import('../lib/types.d.ts').Context} context @returns {Promise<import('../lib/types.d.ts').Row[]>} */
export async function measureNextRoute({ upstream, runs, scale }) {
  const env = toEnvironment(upstream.origin)
  say('next: building')
  build(env)
  const apps = []
  try {
    for (const route of ROUTES) apps.push({ ...route, ...(await start(env)), reports: [] })
    for (const app of apps) await measureOne(app, upstream, 2_500 * scale)
    for (let run = 1; run <= runs; run += 1) {
      say(`next: run ${run} of ${runs}`)
      for (const app of apps) app.reports.push(await measureOne(app, upstream, 2_000 * scale))
    }
  } finally {
    await Promise.all(apps.map(({ child }) => stop(child)))
  }
  const yardstick = medians(apps[0]?.reports ?? [])
  return apps.map(({ name, reports }) => toRow(name, medians(reports), yardstick))
}

function toEnvironment(origin) {
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_MIDA_PROJECT_KEY: KEYS.projectKey,
    MIDA_API_KEY: KEYS.apiKey,
    MIDA_API_URL: `${origin}/v2`,
  }
}

function build(env) {
  rmSync(join(APP, '.next'), { recursive: true, force: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, 'build'], {
    cwd: APP,
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`next build failed:\n${stdout}${stderr}`)
}

async function start(env) {
  const port = await findPort()
  const args = [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)]
  const child = spawn(process.execPath, args, { cwd: APP, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const origin = `http://127.0.0.1:${port}`
  await waitFor(() => readUsage(origin))
  return { child, origin }
}

async function readUsage(origin) {
  return (await fetch(`${origin}/api/cpu`)).json()
}

async function measureOne({ path, origin, isSending }, upstream, measureMs) {
  const before = await readUsage(origin)
  const countBefore = await upstream.count()
  const load = await runWorker('load.mjs', { origin, path, connections: CONNECTIONS, measureMs })
  if (load.refused > 0) throw new Error(`${path} refused ${load.refused} requests: ${load.firstRefusal}`)
  const wanted = isSending ? load.accepted : 0
  const sent = await countUntil(upstream, countBefore, wanted)
  const after = await readUsage(origin)
  return {
    perSecond: load.perSecond,
    cpuMsPer1000: (after.cpuUs - before.cpuUs) / load.accepted,
    lost: wanted - sent,
    rssMb: after.rssMb,
  }
}

/** Waits until everything has arrived, at most 10 s. */
async function countUntil(upstream, countBefore, wanted) {
  for (const endsAtMs = Date.now() + 10_000; ; ) {
    const sent = (await upstream.count()) - countBefore
    if (sent >= wanted || Date.now() > endsAtMs) return sent
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

function toRow(subject, { perSecond, cpuMsPer1000, lost, rssMb }, yardstick) {
  const rateShare = perSecond / yardstick.perSecond
  return {
    row: 'Next route',
    subject,
    perSecond,
    rateShare,
    cpuMsPer1000,
    cpuTimes: cpuMsPer1000 / yardstick.cpuMsPer1000,
    lost,
    note: lost === 0 ? '' : `${lost} lost`,
    rssMb,
    ...(subject === '@mida-kit/server/next' ? { aim: '≥ 85 %', isMet: rateShare >= 0.85 && lost === 0 } : {}),
  }
}
