// What sends: the queue, the transport and the memory of known events, joined for one destination.
import { createTransport } from '#transport'
import { attempt, type Destination } from './attempt.ts'
import { createDedupeMemory, type DedupeMemory } from './dedupe.ts'
import type { SettledOptions } from './options.ts'
import { createDeliveryQueue, type DeliveryQueue } from './queue.ts'
import { getRegistry } from './registry.ts'
import type { Runtime } from './runtime.ts'
import { createTransport as createFetchTransport, type Fetch } from './transport/fetch.ts'

export type Engine = {
  readonly queue: DeliveryQueue
  readonly dedupe: DedupeMemory
  /** Closes the queue, then the connections; gives the count of events that could not be sent. */
  readonly close: (withinMs: number) => Promise<number>
  /** Whether somebody already waits for the queue to empty, so that nobody else need. */
  isDrainArmed: boolean
}

export type EngineOptions = {
  readonly destination: Destination
  readonly settled: SettledOptions
  readonly runtime: Runtime
  /** Given in tests and on unusual platforms; such an engine is shared with nobody. */
  readonly fetch: Fetch | undefined
}

const KNOWN_EVENT_COUNT = 50_000

/** The engine of a destination: the one that this process has already, else a new one. */
export function obtainEngine(options: EngineOptions): Engine {
  if (options.fetch) return createEngine(options, () => {})
  const { engines } = getRegistry()
  const key = JSON.stringify(options.destination)
  const engine = engines.get(key) ?? createEngine(options, () => engines.delete(key))
  engines.set(key, engine)
  return engine
}

function createEngine({ destination, settled, runtime, fetch }: EngineOptions, onClose: () => void): Engine {
  const transport = fetch ? createFetchTransport(settled, fetch) : createTransport(settled)
  const queue = createDeliveryQueue(
    {
      capacity: settled.queueCapacity,
      browserCapacity: Math.ceil(settled.queueCapacity / 2),
      concurrency: settled.connections,
    },
    { attempt: (job) => attempt(job, { destination, transport, runtime }), runtime },
  )
  let closing: Promise<number> | null = null
  const close = async (withinMs: number): Promise<number> => {
    const unsentCount = await queue.close(withinMs)
    onClose()
    await transport.close()
    return unsentCount
  }
  return {
    queue,
    dedupe: createDedupeMemory(KNOWN_EVENT_COUNT),
    close: (withinMs) => {
      closing ??= close(withinMs)
      return closing
    },
    isDrainArmed: false,
  }
}
