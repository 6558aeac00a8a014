// The end of the process: what waits is tried once more and held for a while, and what is left is told.
// Node only by its nature: an edge runtime has no signals, and none of this runs there.
import type { Engine } from './engine.ts'
import { getRegistry } from './registry.ts'
import { warn } from './report.ts'

/** Longest that a stopping process is held for events, in milliseconds. */
const STOP_WITHIN_MS = 5_000

type SignalProcess = {
  readonly pid: number
  readonly on: (event: string, listener: () => void) => unknown
  readonly off: (event: string, listener: () => void) => unknown
  readonly kill: (pid: number, signal: string) => unknown
  readonly listenerCount: (event: string) => number
}

/** Resolves when the process is told to stop; never on a runtime without signals. Listens once in a process. */
export function whenStopping(): Promise<void> {
  const registry = getRegistry()
  registry.stopping ??= new Promise((resolve) => {
    const process = findProcess()
    for (const signal of ['SIGTERM', 'SIGINT']) {
      if (process) listenOnce(process, signal, resolve)
    }
  })
  return registry.stopping
}

/** Sends what it can within a while and tells the rest, each event and their count. */
export async function closeEngine(engine: Engine): Promise<void> {
  const unsentCount = await engine.close(STOP_WITHIN_MS)
  if (unsentCount > 0)
    warn(`[mida] ${unsentCount} events were not sent, or are in doubt, as the process ended.`)
}

function listenOnce(process: SignalProcess, signal: string, onStop: () => void): void {
  const listener = (): void => {
    process.off(signal, listener)
    onStop()
    // Whoever listens beside us (`next start` does) ends the process. Where nobody does, it would now run on.
    if (process.listenerCount(signal) > 0) return
    const closing = [...getRegistry().engines.values()].map(closeEngine)
    void Promise.all(closing).then(() => process.kill(process.pid, signal))
  }
  process.on(signal, listener)
}

function findProcess(): SignalProcess | undefined {
  const { process }: { process?: Partial<SignalProcess> } = globalThis
  return typeof process?.on === 'function' && typeof process.kill === 'function'
    ? (process as SignalProcess)
    : undefined
}
