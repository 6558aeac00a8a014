// What sends: the queue, the transport and the memory of known events, joined for one destination.
import { createTransport, keepOwnHeaders } from '#transport'
import { type AttemptContext, attempt } from './attempt.ts'
import { Claims, type DedupeStore } from './claims.ts'
import { Counters } from './counters.ts'
import { DedupeMemory } from './dedupe.ts'
import { look } from './look.ts'
import type { SettledOptions } from './options.ts'
import { DeliveryQueue } from './queue.ts'
import { ListReader } from './read-back.ts'
import { getRegistry } from './registry.ts'
import { createTroubleReporter, createWaitReporter } from './report.ts'
import type { Runtime } from './runtime.ts'
import { createTransport as createFetchTransport, type Fetch } from './transport/fetch.ts'
import type { Transport } from './transport/transport.ts'
import { type Destination, toUpstream } from './upstream.ts'

export type Engine = {
  readonly queue: DeliveryQueue
  readonly dedupe: DedupeMemory
  /** The app's store of known events; null where it has none. */
  readonly claims: Claims | null
  readonly counters: Counters
  /** Closes the queue, then the connections; gives the count of events that could not be sent. */
  readonly close: (withinMs: number) => Promise<number>
  /** Whether somebody already holds the process for what waits, so that nobody else need. */
  isDrainArmed: boolean
}

export type EngineOptions = {
  readonly destination: Destination
  readonly settled: SettledOptions
  readonly runtime: Runtime
  readonly dedupeStore: DedupeStore | undefined
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

function createEngine(options: EngineOptions, onClose: () => void): Engine {
  const { settled, runtime, fetch } = options
  const transport = fetch ? createFetchTransport(settled, fetch) : createTransport(settled)
  const counters = new Counters()
  const claims = createClaims(options, counters)
  const context = toAttemptContext(options, { transport, counters, claims })
  keepOwnHeaders(context.upstream.authorization)
  const queue = new DeliveryQueue(
    { capacity: settled.queueCapacity, capacityBytes: settled.queueBytes, concurrency: settled.connections },
    { attempt: (job) => attempt(job, context), look: (job) => look(job, context), runtime },
  )
  let closing: Promise<number> | null = null
  const close = async (withinMs: number): Promise<number> => {
    const unsentCount = await queue.close(withinMs)
    onClose()
    await claims?.idle()
    await transport.close()
    return unsentCount
  }
  return {
    queue,
    dedupe: new DedupeMemory(settled.queueCapacity * KNOWN_EVENTS_PER_HELD),
    claims,
    counters,
    close: (withinMs) => {
      closing ??= close(withinMs)
      return closing
    },
    isDrainArmed: false,
  }
}

/** Keys remembered for each event that the queue may hold. */
const KNOWN_EVENTS_PER_HELD = 10

function toAttemptContext(
  { destination, settled, runtime }: EngineOptions,
  parts: Pick<AttemptContext, 'transport' | 'counters' | 'claims'>,
): AttemptContext {
  const upstream = toUpstream(destination)
  return {
    ...parts,
    upstream,
    runtime,
    retryForMs: settled.retryForMs,
    unknownVisitorForMs: settled.unknownVisitorForMs,
    breaker: { openUntilMs: 0 },
    reader: createReader({ upstream, transport: parts.transport, runtime, settled }),
    onWait: createWaitReporter(),
  }
}

function createReader({
  settled: { readBackDelayMs, metadata },
  ...parts
}: Pick<AttemptContext, 'upstream' | 'runtime'> & {
  readonly transport: Transport
  readonly settled: SettledOptions
}): AttemptContext['reader'] {
  if (readBackDelayMs === null || metadata.eventId === false) return null
  return { list: new ListReader({ ...parts, idName: metadata.eventId }), delayMs: readBackDelayMs }
}

function createClaims({ dedupeStore, settled, runtime }: EngineOptions, counters: Counters): Claims | null {
  if (!dedupeStore) return null
  const report = createTroubleReporter('dedupeStore')
  return new Claims({
    store: dedupeStore,
    keepMs: settled.dedupeForMs,
    holdMs: Math.max(settled.retryForMs, settled.unknownVisitorForMs) + CLAIM_MARGIN_MS,
    runtime,
    onTrouble: (error) => {
      counters.dedupeStoreFailed += 1
      report(error)
    },
  })
}

/** A claim outlives the longest that an event is tried, by this. */
const CLAIM_MARGIN_MS = 60_000
