// Takes checked events into the queue, and sees to it that each one's fate is told.
import { type Catalogue, type Delivery, MidaSetupError, type RequestFailure } from '@mida-kit/contract'
import { type Config, readConfig, readEnvironment } from './config.ts'
import { Counters, type MidaStats } from './counters.ts'
import { withDebug } from './debug.ts'
import { isFreed, type PendingEvent } from './dedupe.ts'
import { type Acceptance, type Draft, toDraft } from './draft.ts'
import { type Engine, obtainEngine } from './engine.ts'
import { createHashId, type HashId, isUsableSecret } from './hash-id.ts'
import { Job, type Lane } from './job.ts'
import { createTryObserver } from './observe.ts'
import { type MidaOptions, type SettledOptions, settleOptions, type TrackedEvent } from './options.ts'
import { toReaders } from './outbox/read-outbox.ts'
import { storeEvent } from './outbox/store-event.ts'
import {
  NO_OUTBOX,
  type NotTaken,
  type PreparedTrack,
  toEntry,
  toExpiresAtMs,
  toTrackedEvent,
} from './outbox/stored-event.ts'
import { type Preparation, prepareEvent } from './prepare.ts'
import { toPrintableProperties, toPrintableVisitor } from './redact.ts'
import { callInPassing, createReporter, type Reporter, sayOnce, warn } from './report.ts'
import { PLATFORM_RUNTIME, type Runtime } from './runtime.ts'

const UNAUTHORIZED =
  '[mida] Mida refused the API key: no event is recorded. Check that MIDA_API_KEY, the project key and MIDA_REGION belong together.'

/** What is known of an event at once, and the end of it. */
export type Accepted = {
  readonly delivery: Delivery
  /** Tells what becomes of it; null where the delivery is the end. */
  readonly event: PendingEvent | null
  /** The event itself, so that it can be withdrawn; null where it has ended, or is another call's. */
  readonly job: Job | null
}

const NOT_TAKEN = {
  queue_full:
    'The queue is full: Mida is slow or down, and more events came than queueCapacity or queueBytes holds.',
  closed: 'The client is closed.',
} as const

export class Recorder {
  readonly settled: SettledOptions
  readonly options: MidaOptions<Catalogue>
  /** A user's own id as Mida knows it: as it is, or hashed where the app wants that. */
  readonly hashId: HashId
  readonly forgetHash: (id: string) => void
  readonly #runtime: Runtime
  readonly #report: Reporter
  readonly #ownCounters = new Counters()
  #config: Config | null = null
  #engine: Engine | null = null

  constructor(options: MidaOptions<Catalogue>) {
    this.settled = settleOptions(options)
    this.options = options
    this.#runtime = { ...PLATFORM_RUNTIME, ...(options.random ? { random: options.random } : {}) }
    this.#report = withDebug(createReporter(options), options.debug)
    const { hash, forget } = createHashId(options.hashIds)
    this.hashId = hash
    this.forgetHash = forget
    callInPassing('instrumentation.onClient', () => options.instrumentation?.onClient?.(...toReaders(this)))
  }

  /** Read at first use, so that an app builds without secrets. A mistake is printed once. */
  get config(): Config {
    this.#config ??= this.#readConfig()
    return this.#config
  }

  /** What sends, once the configuration is right; null in every other mode. */
  get engine(): Engine | null {
    if (this.#engine) return this.#engine
    if (this.config.mode !== 'live') return null
    const { destination } = this.config
    const { fetch, dedupeStore, outbox } = this.options
    this.#engine = obtainEngine({
      destination,
      settled: this.settled,
      runtime: this.#runtime,
      dedupeStore,
      outbox,
      fetch,
    })
    if (this.#engine.outbox) {
      // The newest copy of the app's module hears what the loop they share delivers.
      this.#engine.outbox.tell = ({ event, delivery }) =>
        void this.#tell(toTrackedEvent(event, this.settled.metadata), delivery)
    }
    return this.#engine
  }

  stats(): MidaStats {
    const { engine } = this
    return (engine?.counters ?? this.#ownCounters).read(engine?.queue.state ?? null)
  }

  prepare(event: { name: string; properties: unknown; lane: Lane }): Preparation | Promise<Preparation> {
    return prepareEvent(this.options.events, event)
  }

  /** Never throws or rejects. With an outbox it resolves when the event is on disk. */
  accept(
    acceptance: Acceptance,
    { hearsOutcome = false }: { readonly hearsOutcome?: boolean } = {},
  ): Accepted | Promise<Accepted> {
    const { event, visitor, prepared } = acceptance
    const { rule, properties } = prepared
    const { eventId, name, from, occurredAt } = event
    const tracked: TrackedEvent = { eventId, name, from, occurredAt, visitor, properties }
    const unable = this.findUnable(tracked)
    if (unable) return ended(unable)
    const { engine } = this
    if (!engine) return ended(this.refuse(tracked, { code: 'closed', message: NOT_TAKEN.closed }))
    const ageMs = rule.maxAgeMs === undefined ? 0 : this.#runtime.nowMs() - Date.parse(tracked.occurredAt)
    if (rule.maxAgeMs !== undefined && ageMs >= rule.maxAgeMs) return ended(this.refuse(tracked, TOO_OLD))
    const draft = toDraft(acceptance, this.settled.metadata)
    if ('code' in draft) return ended(this.refuse(tracked, draft))
    if (engine.outbox) {
      const stored = { tracked, draft, guarantee: rule.guarantee, expiresAtMs: toExpiresAtMs(tracked, rule) }
      const tell = (delivery: Delivery): Delivery => this.#tell(tracked, delivery)
      return storeEvent(stored, { outbox: engine.outbox, hearsOutcome, tell })
    }
    return this.#enqueue(tracked, { draft, engine, rule })
  }

  /** The event as the app's own transaction writes it into the outbox. Never throws. */
  toEntry(acceptance: Acceptance): PreparedTrack {
    const { event, prepared, visitor } = acceptance
    const tracked: TrackedEvent = { ...event, visitor, properties: prepared.properties }
    const outbox = this.engine?.outbox
    if (!outbox) return this.refuse(tracked, NO_OUTBOX)
    const draft = toDraft(acceptance, this.settled.metadata)
    if ('code' in draft) return this.refuse(tracked, draft)
    const { rule } = prepared
    const stored = { tracked, draft, guarantee: rule.guarantee, expiresAtMs: toExpiresAtMs(tracked, rule) }
    return { status: 'prepared', eventId: event.eventId, entry: toEntry(stored, outbox) }
  }

  /** What becomes of any event where nothing is sent at all: by the mode, or by a mistake in the set-up; else null. */
  findUnable(event: TrackedEvent): NotTaken | null {
    const { config } = this
    switch (config.mode) {
      case 'live':
        return null
      case 'log':
      case 'off':
        return this.skip(event, config.mode)
      case 'misconfigured':
        return this.refuse(event, { code: 'misconfigured', message: config.error.message })
      default:
        return config satisfies never
    }
  }

  /** Tells of an event that is not sent because something is wrong with it. */
  refuse(event: TrackedEvent, failure: RequestFailure): NotTaken {
    const delivery = { status: 'failed', eventId: event.eventId, failure } as const
    this.#tell(event, delivery)
    return delivery
  }

  /** Tells of an event that is not sent on purpose. */
  skip(event: TrackedEvent, because: 'log' | 'off' | 'no_consent'): NotTaken {
    if (because === 'log') {
      const properties = toPrintableProperties(event.properties)
      warn('[mida] not recorded (log mode):', event.name, properties, toPrintableVisitor(event.visitor))
    }
    const delivery = { status: 'skipped', eventId: event.eventId, because } as const
    this.#tell(event, delivery)
    return delivery
  }

  #enqueue(
    tracked: TrackedEvent,
    { draft, engine, rule }: { draft: Draft; engine: Engine; rule: Acceptance['prepared']['rule'] },
  ): Accepted {
    const job = new Job({
      event: tracked,
      draft,
      guarantee: rule.guarantee,
      acceptedAtMs: this.#runtime.nowMs(),
      expiresAtMs: toExpiresAtMs(tracked, rule),
      claims: this.settled.hasDedupeStore ? draft.claims : NO_CLAIMS,
      observer: createTryObserver(this.options.instrumentation),
      onSettle: this.#onSettle,
    })
    const known = engine.dedupe.find(job)
    // A browser is answered the same whether the first one is pending or settled: the difference would tell whether
    // Mida knows the visitor.
    if (known?.state === 'pending' && job.lane === 'server') {
      return { delivery: { status: 'accepted', eventId: known.event.eventId }, event: known.event, job: null }
    }
    const { eventId } = job
    if (known) return ended(this.#tell(tracked, { status: 'duplicate', eventId }))

    // Held first: a queue that is idle may settle before it returns.
    engine.dedupe.hold(job, job)
    const taken = engine.queue.add(job)
    if (taken !== 'taken') {
      engine.dedupe.settle(job, true)
      return ended(this.refuse(tracked, { code: taken, message: NOT_TAKEN[taken] }))
    }
    return { delivery: this.#tell(tracked, { status: 'accepted', eventId }), event: job, job }
  }

  /** One function for all events. An event is settled by the engine that took it. */
  readonly #onSettle = (job: Job, delivery: Delivery): Delivery => {
    const engine = this.#engine
    engine?.dedupe.settle(job, isFreed(delivery, job))
    engine?.claims?.end(job, delivery)
    return this.#tell(job.event, delivery)
  }

  #tell(event: TrackedEvent, delivery: Delivery): Delivery {
    if (delivery.status === 'failed' && delivery.failure.code === 'unauthorized') sayOnce(UNAUTHORIZED)
    const counters = this.#engine?.counters ?? this.#ownCounters
    counters.count(delivery)
    this.#report({ event, delivery })
    return delivery
  }

  #readConfig(): Config {
    const config = this.#checkSecret(readConfig(this.options, readEnvironment()))
    if (config.mode === 'misconfigured') sayOnce(`[mida] ${config.error.message}`)
    if (config.mode === 'log' && config.because === 'no_keys') {
      sayOnce('[mida] No keys are set: events are printed here instead of being recorded (log mode).')
    }
    return config
  }

  /** Ids that should be hashed never go out as they are. */
  #checkSecret(config: Config): Config {
    const { hashIds } = this.options
    if (config.mode !== 'live' || !hashIds || isUsableSecret(hashIds.secret)) return config
    return { mode: 'misconfigured', error: new MidaSetupError('MIDA-321') }
  }
}

const NO_CLAIMS: readonly string[] = []

const TOO_OLD = { code: 'too_old', message: 'The event is older than its maxAge.' } as const

function ended(delivery: Delivery): Accepted {
  return { delivery, event: null, job: null }
}
