// One measured thing in one process of its own: starts a worker, waits for its report.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { BENCH } from './paths.mjs'

/**
 * Runs a worker to its end and gives the one message that it sends.
 *
 * @param {string} worker the file's name below `workers/`
 * @param {object} options what the worker is told
 * @param {{ execArgv?: string[], timeoutMs?: number }} [how]
 * @returns {Promise<any>}
 */
export function runWorker(worker, options, { execArgv = [], timeoutMs = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(join(BENCH, 'workers', worker), [JSON.stringify(options)], { execArgv })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let report
    child.on('message', (message) => {
      report = message
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (report !== undefined) resolve(report)
      else
        reject(new Error(`${worker} ${JSON.stringify(options)} ended without a report (${code ?? signal}).`))
    })
  })
}

/** What a worker was told. @returns {any} */
export function readOptions() {
  return JSON.parse(process.argv[2] ?? '{}')
}

/** Hands the report to the parent and ends. @param {object} report */
export function finish(report) {
  process.send?.(report, () => process.exit(0))
}
