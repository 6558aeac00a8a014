// What sends: the queue, the transport and the memory of known events, joined for one destination.
import { createTransport } from '#transport'
import { attempt, type Destination } from './attempt.ts'
import { createDedupeMemory, type DedupeMemory } from './dedupe.ts'
import type { SettledOptions } from './options.ts'
import { createDeliveryQueue, type DeliveryQueue } from './queue.ts'
import { getRegistry } from './registry.ts'
import { createWaitReporter } from './report.ts'
import type { Runtime } from './runtime.ts'
import { createTransport as createFetchTransport, type Fetch } from './transport/fetch.ts'

export type Engine = {
  readonly queue: DeliveryQueue
  readonly dedupe: DedupeMemory
  /** Closes the queue, then the connections; gives the count of events that could not be sent. */
  readonly close: (withinMs: number) => Promise<number>
  /** Whether somebody already holds the process for what waits, so that nobody else need. */
  isDrainArmed: boolean
}

export type EngineOptions = {
  readonly destination: Destination
  readonly settled: SettledOptions
  readonly runtime: Runtime
  /** Given in tests and on unusual platforms; such an engine is shared with nobody. */
  readonly fetch: Fetch | undefined
}

/** The engine of a destination and its bounds: the one that this process has already, else a new one. */
export function obtainEngine(options: EngineOptions): Engine {
  if (options.fetch) return createEngine(options, () => {})
  const { engines } = getRegistry()
  const key = JSON.stringify([options.destination, options.settled])
  const engine = engines.get(key) ?? createEngine(options, () => engines.delete(key))
  engines.set(key, engine)
  return engine
}

function createEngine({ destination, settled, runtime, fetch }: EngineOptions, onClose: () => void): Engine {
  const transport = fetch ? createFetchTransport(settled, fetch) : createTransport(settled)
  const context = {
    destination,
    transport,
    runtime,
    breaker: { openUntilMs: 0 },
    onWait: createWaitReporter(),
  }
  const queue = createDeliveryQueue(
    { capacity: settled.queueCapacity, capacityBytes: settled.queueBytes, concurrency: settled.connections },
    { attempt: (job) => attempt(job, context), runtime },
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
    dedupe: createDedupeMemory(settled.queueCapacity * KNOWN_EVENTS_PER_HELD),
    close: (withinMs) => {
      closing ??= close(withinMs)
      return closing
    },
    isDrainArmed: false,
  }
}

/** Keys remembered for each event that the queue may hold. */
const KNOWN_EVENTS_PER_HELD = 10
