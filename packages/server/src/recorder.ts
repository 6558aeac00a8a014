// Takes checked events into the queue, and sees to it that each one's fate is told.
import type { Catalogue, Delivery, Guarantee, RequestFailure } from '@mida-kit/contract'
import { type Config, readConfig, readEnvironment } from './config.ts'
import { describeVisitor, withDebug } from './debug.ts'
import { type Acceptance, type Draft, toDraft } from './draft.ts'
import { type Engine, obtainEngine } from './engine.ts'
import type { Lane } from './job.ts'
import { type MidaOptions, type SettledOptions, settleOptions, type TrackedEvent } from './options.ts'
import { type Preparation, prepareEvent } from './prepare.ts'
import { createReporter, type Reporter, sayOnce, warn } from './report.ts'
import { PLATFORM_RUNTIME, type Runtime } from './runtime.ts'

const UNAUTHORIZED =
  '[mida] Mida refused the API key: no event is recorded. Check that MIDA_API_KEY, the project key and MIDA_REGION belong together.'

/** What is known of an event at once, and the end of it. The outcome never rejects. */
export type Accepted = { readonly delivery: Delivery; readonly outcome: Promise<Delivery> }

const NOT_TAKEN = {
  queue_full:
    'The queue is full: Mida is slow or down, and more events came than queueCapacity or queueBytes holds.',
  closed: 'The client is closed.',
} as const

export class Recorder {
  readonly settled: SettledOptions
  readonly #options: MidaOptions<Catalogue>
  readonly #runtime: Runtime
  readonly #report: Reporter
  #config: Config | null = null
  #engine: Engine | null = null

  constructor(options: MidaOptions<Catalogue>) {
    this.settled = settleOptions(options)
    this.#options = options
    this.#runtime = { ...PLATFORM_RUNTIME, ...(options.random ? { random: options.random } : {}) }
    this.#report = withDebug(createReporter(options.onDelivery), options.debug)
  }

  /** Read at first use, so that an app builds without secrets. A mistake is printed once. */
  get config(): Config {
    this.#config ??= this.#readConfig()
    return this.#config
  }

  /** What sends, once the configuration is right; null in every other mode. */
  get engine(): Engine | null {
    if (this.config.mode !== 'live') return null
    const { destination } = this.config
    this.#engine ??= obtainEngine({
      destination,
      settled: this.settled,
      runtime: this.#runtime,
      fetch: this.#options.fetch,
    })
    return this.#engine
  }

  prepare(event: { name: string; properties: unknown; lane: Lane }): Promise<Preparation> {
    return prepareEvent(this.#options.events, event)
  }

  /** Never throws. */
  accept(acceptance: Acceptance): Accepted {
    const tracked: TrackedEvent = {
      ...acceptance.event,
      visitor: acceptance.visitor,
      properties: acceptance.prepared.properties,
    }
    const unable = this.findUnable(tracked)
    if (unable) return ended(unable)
    const { engine } = this
    if (!engine) return ended(this.refuse(tracked, { code: 'closed', message: NOT_TAKEN.closed }))
    const draft = toDraft(acceptance, this.settled.metadata)
    if ('code' in draft) return ended(this.refuse(tracked, draft))
    return this.#enqueue(tracked, { draft, engine, guarantee: acceptance.prepared.rule.guarantee })
  }

  /** What becomes of any event where nothing is sent at all: by the mode, or by a mistake in the set-up; else null. */
  findUnable(event: TrackedEvent): Delivery | null {
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
  refuse(event: TrackedEvent, failure: RequestFailure): Delivery {
    return this.#tell(event, { status: 'failed', eventId: event.eventId, failure })
  }

  /** Tells of an event that is not sent on purpose. */
  skip(event: TrackedEvent, because: 'log' | 'off' | 'no_consent'): Delivery {
    if (because === 'log') {
      const whom = `for ${describeVisitor(event.visitor)}`
      warn('[mida] not recorded (log mode):', event.name, event.properties ?? {}, whom)
    }
    return this.#tell(event, { status: 'skipped', eventId: event.eventId, because })
  }

  #enqueue(
    tracked: TrackedEvent,
    { draft, engine, guarantee }: { draft: Draft; engine: Engine; guarantee: Guarantee },
  ): Accepted {
    const { eventId } = tracked
    const known = engine.dedupe.find(tracked.from, draft.keys)
    // A browser is answered the same whether the first one is pending or settled: the difference would tell whether
    // Mida knows the visitor.
    if (known?.state === 'pending' && tracked.from === 'server') {
      return { delivery: { status: 'accepted', eventId: known.eventId }, outcome: known.outcome }
    }
    if (known) return ended(this.#tell(tracked, { status: 'duplicate', eventId }))

    let settle: (delivery: Delivery) => void = () => {}
    const outcome = new Promise<Delivery>((resolve) => {
      settle = (delivery) => resolve(this.#tell(tracked, delivery))
    })
    const taken = engine.queue.add({
      eventId,
      eventName: tracked.name,
      lane: tracked.from,
      visitorKey: draft.visitorKey,
      identifiers: draft.identifiers,
      propertiesJson: draft.propertiesJson,
      bytes: countBytes(draft.propertiesJson),
      guarantee,
      giveUpAtMs: this.#runtime.nowMs() + this.settled.retryForMs,
      settle,
      failedTries: 0,
      notFoundTries: 0,
      mayBeRecorded: false,
      lastFailure: null,
    })
    if (taken !== 'taken') return ended(this.refuse(tracked, { code: taken, message: NOT_TAKEN[taken] }))
    engine.dedupe.hold(draft.keys, { lane: tracked.from, eventId, guarantee, outcome })
    return { delivery: this.#tell(tracked, { status: 'accepted', eventId }), outcome }
  }

  #tell(event: TrackedEvent, delivery: Delivery): Delivery {
    if (delivery.status === 'failed' && delivery.failure.code === 'unauthorized') sayOnce(UNAUTHORIZED)
    this.#report({ event, delivery })
    return delivery
  }

  #readConfig(): Config {
    const config = readConfig(this.#options, readEnvironment())
    if (config.mode === 'misconfigured') sayOnce(`[mida] ${config.error.message}`)
    if (config.mode === 'log' && config.because === 'no_keys') {
      sayOnce('[mida] No keys are set: events are printed here instead of being recorded (log mode).')
    }
    return config
  }
}

function ended(delivery: Delivery): Accepted {
  return { delivery, outcome: Promise.resolve(delivery) }
}

const ENCODER = new TextEncoder()

function countBytes(json: string | undefined): number {
  return json === undefined ? 0 : ENCODER.encode(json).byteLength
}
