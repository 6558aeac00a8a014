// The Mida that events go to: nginx where there is one, else a cluster of raw sockets; neither is the bottleneck.
import { fork, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { BENCH, CACHE } from './paths.mjs'

export const SUCCESS = '{"success":true,"message":"Event recorded successfully"}'

/**
 * @typedef {object} Upstream
 * @property {string} origin
 * @property {string} name
 * @property {() => Promise<number>} count requests that it answered so far
 * @property {() => Promise<void>} stop
 */

/** Starts the upstream. @param {{ node?: boolean }} [options] @returns {Promise<Upstream>} */
export async function startUpstream({ node = false } = {}) {
  const { stderr, status } = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  if (node || status !== 0) return startWorker({ workers: 2 })
  return startNginx(stderr.trim().replace('nginx version: ', ''))
}

/** A slow Mida: answers after a while, and says how many requests were open at the same time. @param {number} delayMs */
export function startSlowUpstream(delayMs) {
  return startWorker({ delayMs })
}

/** @param {string} name @returns {Promise<Upstream>} */
async function startNginx(name) {
  const port = await findPort()
  const folder = join(CACHE, `nginx-${port}`)
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'nginx.conf')
  writeFileSync(config, toNginxConfig(folder, port))
  const child = spawn('nginx', ['-p', folder, '-c', config, '-g', 'daemon off;'], { stdio: 'inherit' })
  const origin = `http://127.0.0.1:${port}`
  await waitFor(() => fetch(`${origin}/ready`))
  let asked = 1 // Asking is a request too.
  return {
    origin,
    name,
    count: async () => {
      asked += 1
      const text = await (await fetch(`${origin}/count`)).text()
      return Number(/\n\s*\d+ \d+ (\d+)/.exec(text)?.[1]) - asked
    },
    stop: () => stop(child),
  }
}

/** @param {string} folder @param {number} port */
function toNginxConfig(folder, port) {
  return `
worker_processes 1;
error_log ${folder}/error.log crit;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path ${folder}/body;
  default_type application/json;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { return 200 '${SUCCESS}'; }
    location /track { return 200 '1'; } # what mixpanel reads as success
    location = /count { stub_status; }
  }
}
`
}

/** @param {{ workers?: number, delayMs?: number }} options @returns {Promise<Upstream & { widths: () => Promise<number[]> }>} */
async function startWorker(options) {
  const child = fork(join(BENCH, 'workers', 'upstream.mjs'), [JSON.stringify(options)])
  /** @param {string} question @returns {Promise<any>} */
  const ask = (question) =>
    new Promise((resolve) => {
      child.once('message', resolve)
      child.send(question)
    })
  const { port } = await new Promise((resolve) => child.once('message', resolve))
  return {
    origin: `http://127.0.0.1:${port}`,
    name: options.delayMs
      ? `raw sockets, ${options.delayMs} ms`
      : `raw sockets on Node, ${options.workers} workers`,
    count: async () => (await ask('report')).count,
    widths: async () => (await ask('report')).widths,
    stop: () => stop(child),
  }
}

/** @returns {Promise<number>} */
export function findPort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Asks until an answer comes. @param {() => Promise<unknown>} ask @param {number} [withinMs] */
export async function waitFor(ask, withinMs = 30_000) {
  for (const endsAtMs = Date.now() + withinMs; ; ) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > endsAtMs) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Ends a child that this bench started. @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
export function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
