// The server's client: `track` for the app's own code, `handle` for the requests of its browsers.
import type {
  Catalogue,
  Delivery,
  EventProperties,
  ServerEventName,
  TrackArguments,
  User,
} from '@mida-kit/contract'
import { type Check, check } from './check.ts'
import { createEndpoint, type EndpointContext, readRequestCookie } from './endpoint/endpoint.ts'
import type { MidaOptions } from './options.ts'
import { Recorder } from './recorder.ts'
import { createRequestMida, type RequestMida } from './request-mida.ts'
import { findNobody, type TrackOptions, trackEvent } from './track-event.ts'

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
  /** The same client for the sender of one request: `track` records against its user, else its visitor. */
  readonly forRequest: (request: Request) => RequestMida<Events>
  /** Says whether the set-up is right, e.g. in `instrumentation.ts`; prints what is wrong, once. Never rejects. */
  readonly check: Check
  /** Resolves when nothing waits any more, or after `withinMs`. @default withinMs 5_000 */
  readonly flush: (options?: { readonly withinMs?: number }) => Promise<FlushReport>
  /**
   * Takes nothing more, sends what it can within `withinMs`, tells the rest. May be called twice. Clients with the same
   * keys and options are one, so that every copy of this module is closed with it.
   *
   * @default withinMs 5_000
   */
  readonly close: (options?: { readonly withinMs?: number }) => Promise<CloseReport>
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
  return {
    track,
    handle: (request, context = {}) =>
      endpoint(request, { ...context, user: async () => (user ? user(request) : null) }),
    forRequest: (request) =>
      createRequestMida(recorder, {
        user: async () => (user ? user(request) : null),
        cookie: async () => readRequestCookie(request, options.cookieDomain),
      }),
    check: (checkOptions = {}) => check(recorder, checkOptions, options.fetch),
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
