// @ts-check
// One run of a system under test in a process of its own, and what it said of each event.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** @typedef {{ told: Map<number, string>, ended: Map<number, string>, kept: Map<number, string> }} Ledger */

/** @param {string} file @param {object} setup @param {Ledger} ledger @param {readonly string[]} [flags] of Node */
export function startChild(file, setup, ledger, flags = []) {
  const child = spawn(process.execPath, [...flags, file, JSON.stringify(setup)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  /** @type {Set<string>} */
  const said = new Set()
  let rest = ''
  child.stdout.on('data', (chunk) => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [word = '', number, status = '', code = ''] = line.split(' ')
      if (word === 'told') ledger.told.set(Number(number), status)
      else if (word === 'ended') ledger.ended.set(Number(number), `${status} ${code}`)
      else if (word === 'kept') ledger.kept.set(Number(number), status)
      else said.add(word)
    }
  })
  return {
    said,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    /** @param {NodeJS.Signals} signal @returns {Promise<number>} how long it took, in milliseconds */
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return 0
      const startedMs = performance.now()
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
      return performance.now() - startedMs
    },
  }
}

/** Looks again and again until it is so, or time is up. @param {() => boolean} isSo @param {number} withinMs */
export async function until(isSo, withinMs) {
  const endMs = performance.now() + withinMs
  while (!isSo() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 20))
  return isSo()
}
