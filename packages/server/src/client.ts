/// <reference lib="esnext.disposable" preserve="true" />
// The server's client: `track` for the app's own code, `handle` for the requests of its browsers.
import type {
  Catalogue,
  Delivery,
  EventProperties,
  EventVisitor,
  ServerEventName,
  TrackArguments,
  User,
  Visitor,
} from '@mida-kit/contract'
import { type Check, check } from './check.ts'
import type { MidaStats } from './counters.ts'
import { createEndpoint, type EndpointContext, readRequestCookie } from './endpoint/endpoint.ts'
import { hasPrivacySignal } from './endpoint/guards.ts'
import { type ForgetReport, forgetVisitor } from './forget.ts'
import type { MidaOptions } from './options.ts'
import { type OutboxLifecycle, toOutboxLifecycle } from './outbox/lifecycle.ts'
import type { PreparedTrack } from './outbox/stored-event.ts'
import { Recorder } from './recorder.ts'
import { createRequestMida, type RequestMida } from './request-mida.ts'
import { findNobody, prepareOwnEvent, type TrackOptions, trackEvent } from './track-event.ts'

/** What `flush` leaves: events that still wait, for a retry or for a slow Mida. */
export type FlushReport = { readonly waitingCount: number }

/** What `close` could not send: those events were told as `failed` with `closed`, or as `in_doubt`. */
export type CloseReport = { readonly unsentCount: number }

/**
 * `track` of this catalogue: an event's name, its properties where it has any, and options. A browser's event has no place here:
 * it does not compile.
 */
export type Track<Events extends Catalogue> = <Name extends ServerEventName<Events>>(
  name: Name,
  ...rest: TrackArguments<EventProperties<Events, Name>, TrackOptions<EventVisitor<Events, Name>>>
) => Promise<Delivery>

/** How long `flush` waits. */
export type FlushOptions = {
  /** @default 5_000 */
  readonly withinMs?: number | undefined
  /** Ends the wait; the events stay. */
  readonly signal?: AbortSignal | undefined
}

/** What every client has beside `track`, whatever the framework. */
export type MidaLifecycle = OutboxLifecycle & {
  /** Resolves when nothing waits any more, after `withinMs`, or by `signal`. */
  readonly flush: (options?: FlushOptions) => Promise<FlushReport>
  /**
   * Takes nothing more, sends what it can within `withinMs`, tells the rest. May be called twice. Clients with the same
   * keys and options are one, so that every copy of this module is closed with it.
   *
   * @default withinMs 5_000
   */
  readonly close: (options?: { readonly withinMs?: number | undefined }) => Promise<CloseReport>
  /** Closes at the end of the block: `await using mida = createMida(…)`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
  /** Says whether the set-up is right, e.g. in `instrumentation.ts`; prints what is wrong, once. Never rejects. */
  readonly check: Check
  /** What became of all events so far, by cause, and what the queue holds now. */
  readonly stats: () => MidaStats
  /**
   * Takes a visitor's waiting events out of the queue and their ids out of the memory. What is recorded at Mida stays
   * there: delete it in Mida's dashboard. Never rejects.
   */
  readonly forget: (visitor: Visitor) => Promise<ForgetReport>
  /** A user's id as Mida knows them: hashed with `hashIds`, else as it is. Rejects where the secret cannot be used. */
  readonly hashId: (id: string | number) => Promise<string>
}

/** Checks an event for `outbox.write`: see docs/outbox.md. */
export type Prepare<Events extends Catalogue> = <Name extends ServerEventName<Events>>(
  name: Name,
  ...rest: TrackArguments<
    EventProperties<Events, Name>,
    Pick<TrackOptions<EventVisitor<Events, Name>>, 'visitor' | 'consent'>
  >
) => Promise<PreparedTrack>

/** The client of `@mida-kit/server`: it records events, answers browsers, and closes. */
export type Mida<Events extends Catalogue> = MidaLifecycle & {
  /**
   * Records one event of the catalogue against a visitor.
   *
   * Never rejects. Resolves at `accepted` (the event is in memory) unless `wait: 'outcome'` is asked for; the outcome
   * goes to `onDelivery`. A failed try is repeated for `retryForMs` (10 minutes) with full jitter, for a visitor whom
   * Mida has not seen yet for an hour; after a reset or a time-out by the event's `guarantee`.
   *
   * @see https://docs.mida.so/docs/v2/create-event
   */
  readonly track: Track<Events>
  /**
   * Checks an event as `track` does, and takes it nowhere: hand its `entry` to the outbox's `write` inside the app's own
   * transaction, so that the app's rows and the event commit or vanish together. Never rejects.
   */
  readonly prepare: Prepare<Events>
  /** Answers a browser's request to the app's endpoint. Never rejects. */
  readonly handle: (request: Request, context?: EndpointContext) => Promise<Response>
  /** The same client for the sender of one request: `track` records against its user, else its visitor. */
  readonly forRequest: (request: Request) => RequestMida<Events>
}

/** Options of a server without a framework: who is logged in is read from the request. */
export type ServerOptions<Events extends Catalogue> = MidaOptions<Events> & {
  /** Who is logged in, by the app's own session; null for nobody. Where it throws, nothing is recorded. */
  readonly user?: ((request: Request) => User | null | Promise<User | null>) | undefined
}

const FLUSH_WITHIN_MS = 5_000

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
  const track: Track<Events> = (name, ...[properties, trackOptions]) =>
    trackEvent(recorder, { name, properties }, { options: trackOptions ?? {}, findVisitor: findNobody })
  const prepare: Prepare<Events> = (name, ...[properties, prepareOptions]) =>
    prepareOwnEvent(
      recorder,
      { name, properties },
      { options: prepareOptions ?? {}, findVisitor: findNobody },
    )
  return {
    track,
    prepare,
    handle: (request, context = {}) =>
      endpoint(request, { ...context, user: async () => (user ? user(request) : null) }),
    forRequest: (request) =>
      createRequestMida(recorder, {
        hashId: recorder.hashId,
        user: async () => (user ? user(request) : null),
        cookie: async () => readRequestCookie(request, options.cookieDomain),
        isOptedOut: async () => hasPrivacySignal(request.headers, recorder.settled.privacySignals),
      }),
    ...toLifecycle(recorder),
  }
}

/** What every client has, over whatever the recorder has open. */
export function toLifecycle(recorder: Recorder): MidaLifecycle {
  const close: MidaLifecycle['close'] = async ({ withinMs = FLUSH_WITHIN_MS } = {}) => ({
    unsentCount: (await recorder.engine?.close(withinMs)) ?? 0,
  })
  return {
    ...toOutboxLifecycle(recorder),
    flush: async ({ withinMs = FLUSH_WITHIN_MS, signal } = {}) => ({
      waitingCount: (await recorder.engine?.flush(withinMs, signal)) ?? 0,
    }),
    close,
    [Symbol.asyncDispose]: async () => {
      await close()
    },
    check: (options = {}) => check(recorder, options, recorder.options.fetch),
    stats: () => recorder.stats(),
    forget: (visitor) => forgetVisitor(recorder, visitor),
    hashId: (id) => recorder.hashId(String(id)),
  }
}
