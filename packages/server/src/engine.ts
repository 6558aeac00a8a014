// What sends: the queue, the transport and the memory of known events, joined for one destination.
import { createTransport, keepOwnHeaders } from '#transport'
import { type AttemptContext, attempt } from './attempt.ts'
import { Claims, type DedupeStore } from './claims.ts'
import { Counters } from './counters.ts'
import { DedupeMemory } from './dedupe.ts'
import { look } from './look.ts'
import type { SettledOptions } from './options.ts'
import { createDeliver } from './outbox/deliver.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { OutboxSender } from './outbox/outbox-sender.ts'
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
  /** Null where events are in memory alone. */
  readonly outbox: OutboxSender | null
  /** Resolves when nothing waits any more, after a while or by the signal; gives the count that waits in memory. */
  readonly flush: (withinMs: number, signal?: AbortSignal) => Promise<number>
  /** Closes the queue and the outbox, then the connections; gives the count of events that could not be sent. */
  readonly close: (withinMs: number) => Promise<number>
  /** Whether somebody already holds the process for what waits, so that nobody else need. */
  isDrainArmed: boolean
}

export type EngineOptions = {
  readonly destination: Destination
  readonly settled: SettledOptions
  readonly runtime: Runtime
  readonly dedupeStore: DedupeStore | undefined
  readonly outbox: Outbox | undefined
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
  const outbox = openSender(options, context)
  let closing: Promise<number> | null = null
  const close = async (withinMs: number): Promise<number> => {
    const [unsentCount] = await Promise.all([queue.close(withinMs), outbox?.close(withinMs)])
    onClose()
    await claims?.idle()
    await transport.close()
    return unsentCount
  }
  return {
    queue,
    outbox,
    flush: async (withinMs, signal) => {
      const [waitingCount] = await Promise.all([
        queue.flush(withinMs, signal),
        outbox && untilAborted(outbox.drain(withinMs, 'nothing_waits').catch(tellTrouble), signal),
      ])
      return waitingCount
    },
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

const tellTrouble = createTroubleReporter('outbox')

function untilAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    void promise.then(resolve)
  })
}

/** The outbox over the same way to Mida; its time and its retries are its own, and its keys are its store's. */
function openSender(
  { outbox, destination, settled, runtime }: EngineOptions,
  context: AttemptContext,
): OutboxSender | null {
  if (!outbox) return null
  const retryForMs = settled.outboxRetryForMs
  return outbox.createSender({
    project: destination.projectKey,
    concurrency: settled.connections,
    random: runtime.random,
    isSender: settled.sendsFromOutbox,
    onTrouble: tellTrouble,
    createDeliver: (steady) =>
      createDeliver({ ...context, runtime: steady, retryForMs, claims: null, reader: null }),
  })
}

/** Keys remembered for each event that the queue may hold. */
const KNOWN_EVENTS_PER_HELD = 4

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
