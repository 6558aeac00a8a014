// The server's client: `track` for the app's own code, `handle` for the requests of its browsers.
import type {
  Catalogue,
  Delivery,
  EventProperties,
  JsonObject,
  RequestFailure,
  ServerEventName,
  TrackArguments,
  User,
  Visitor,
} from '@mida-kit/contract'
import { createEndpoint, type EndpointContext } from './endpoint/endpoint.ts'
import type { MidaOptions, TrackedEvent } from './options.ts'
import { Recorder } from './recorder.ts'

/** How one event is tracked. */
export type TrackOptions = {
  /** Whom the event is recorded against. */
  readonly visitor?: Visitor | undefined
  /** What the promise waits for: that the event is taken, or what became of it. @default 'accepted' */
  readonly wait?: 'accepted' | 'outcome' | undefined
  /** Longest wait for the outcome, in milliseconds; then the answer is `accepted`. @default 10_000 */
  readonly waitMs?: number | undefined
}

/** What `flush` leaves: events that still wait, for a retry or for a slow Mida. */
export type FlushReport = { readonly waitingCount: number }

/** What `close` could not send: those events were told as `failed` with `closed`, or as `in_doubt`. */
export type CloseReport = { readonly unsentCount: number }

export type Track<Events extends Catalogue> = <Name extends ServerEventName<Events>>(
  name: Name,
  ...rest: TrackArguments<EventProperties<Events, Name>, TrackOptions>
) => Promise<Delivery>

export type Mida<Events extends Catalogue> = {
  /**
   * Records one event of the catalogue against a visitor.
   *
   * Never rejects. Resolves at `accepted` (the event is in memory) unless `wait: 'outcome'` is asked for; the outcome
   * goes to `onDelivery`. A failed try is repeated for `retryForMs` (10 minutes) with full jitter; after a reset or a
   * time-out by the event's `guarantee`.
   *
   * @see https://docs.mida.so/docs/v2/create-event
   */
  readonly track: Track<Events>
  /** Answers a browser's request to the app's endpoint. Never rejects. */
  readonly handle: (request: Request, context?: EndpointContext) => Promise<Response>
  /** Resolves when nothing waits any more, or after `withinMs`. @default withinMs 5_000 */
  readonly flush: (options?: { readonly withinMs?: number }) => Promise<FlushReport>
  /** Takes nothing more, sends what it can within `withinMs`, tells the rest. May be called twice. @default 5_000 */
  readonly close: (options?: { readonly withinMs?: number }) => Promise<CloseReport>
}

/** Options of a server without a framework: who is logged in is read from the request. */
export type ServerOptions<Events extends Catalogue> = MidaOptions<Events> & {
  /** Who is logged in, by the app's own session; null for nobody. Where it throws, nothing is recorded. */
  readonly user?: ((request: Request) => User | null | Promise<User | null>) | undefined
}

const FLUSH_WITHIN_MS = 5_000
const WAIT_MS = 10_000

/**
 * A client that records events through Mida's Create Event, and an endpoint for the app's browsers.
 *
 * Reads `MIDA_API_KEY`, `NEXT_PUBLIC_MIDA_PROJECT_KEY` or `MIDA_PROJECT_KEY`, `MIDA_REGION`, `MIDA_API_URL` and
 * `MIDA_MODE` at first use, never before.
 *
 * @throws MidaSetupError MIDA-308 for an option that cannot be used.
 */
export function createMida<Events extends Catalogue>(options: ServerOptions<Events>): Mida<Events> {
  const recorder = new Recorder(options)
  const { user } = options
  const endpoint = createEndpoint(recorder, options)
  const track: Track<Events> = async (name, ...[properties, trackOptions]) =>
    trackEvent(recorder, { name, properties }, trackOptions ?? {})
  return {
    track,
    handle: (request, context = {}) =>
      endpoint(request, { ...context, user: async () => (user ? user(request) : null) }),
    ...toLifecycle(recorder),
  }
}

/** `flush` and `close` over whatever the recorder has open. */
export function toLifecycle(recorder: Recorder): Pick<Mida<Catalogue>, 'flush' | 'close'> {
  return {
    flush: async ({ withinMs = FLUSH_WITHIN_MS } = {}) => ({
      waitingCount: (await recorder.engine?.queue.flush(withinMs)) ?? 0,
    }),
    close: async ({ withinMs = FLUSH_WITHIN_MS } = {}) => ({
      unsentCount: (await recorder.engine?.close(withinMs)) ?? 0,
    }),
  }
}

/** An event of the server's own, before it was checked; `failure` where its visitor could not be read. */
export type OwnEvent = {
  readonly name: string
  readonly properties: unknown
  readonly failure?: RequestFailure | undefined
}

/** Tracks an event of the server's own: checks it, names it, and waits as asked. */
export async function trackEvent(
  recorder: Recorder,
  { name, properties, failure }: OwnEvent,
  { visitor, wait = 'accepted', waitMs = WAIT_MS }: TrackOptions,
): Promise<Delivery> {
  const event = {
    eventId: crypto.randomUUID(),
    name,
    from: 'server',
    occurredAt: new Date().toISOString(),
  } as const
  const tracked: TrackedEvent = { ...event, properties: toShown(properties), visitor: visitor ?? null }
  if (failure) return recorder.refuse(tracked, failure)
  const preparation = await recorder.prepare({ name, properties, lane: 'server' })
  if (!preparation.ok) return recorder.refuse(tracked, preparation.failure)
  if (!visitor) return recorder.findUnable(tracked) ?? recorder.refuse(tracked, NO_VISITOR)
  const { delivery, outcome } = recorder.accept({ event, prepared: preparation.prepared, visitor })
  if (wait === 'accepted' || delivery.status !== 'accepted') return delivery
  return withinOr(outcome, waitMs, delivery)
}

const NO_VISITOR: RequestFailure = {
  code: 'no_visitor',
  message: 'Nobody is named: pass { visitor } with an id, email or midaUuid.',
}

function toShown(properties: unknown): JsonObject | undefined {
  return typeof properties === 'object' && properties !== null ? { ...properties } : undefined
}

function withinOr(outcome: Promise<Delivery>, waitMs: number, otherwise: Delivery): Promise<Delivery> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), waitMs)
    void outcome.then((delivery) => {
      clearTimeout(timer)
      resolve(delivery)
    })
  })
}
