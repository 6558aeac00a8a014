// createMida for Next's App Router: route handlers, and a `track` that knows the request's user and visitor.
import type { Catalogue, User, Visitor } from '@mida-kit/contract'
import { type MidaLifecycle, type Prepare, type Track, toLifecycle } from '../client.ts'
import { createEndpoint } from '../endpoint/endpoint.ts'
import type { MidaOptions } from '../options.ts'
import { Recorder } from '../recorder.ts'
import { callSafely } from '../report.ts'
import { findRequestVisitor, type RequestSource, readRequestVisitor } from '../request-visitor.ts'
import { type FindVisitor, prepareOwnEvent, trackEvent } from '../track-event.ts'
import type { TrackedCall } from '../tracked-call.ts'
import { drainAfterAnswer, runAfterAnswer } from './after-answer.ts'
import { forgetWithCookie } from './forget-with-cookie.ts'
import { hasCurrentSignal, isControlFlow, readCurrentCookie, refuseWhileRendering } from './request-source.ts'
import { type ActionEvents, wrapAction } from './with-mida.ts'

/** Options in a Next app: who is logged in is read from the request's cookies and headers, by the app's own session. */
export type NextOptions<Events extends Catalogue> = MidaOptions<Events> & {
  /** Who is logged in; null for nobody. May read `cookies()` and `headers()`. Where it throws, nothing is recorded. */
  readonly user?: (() => User | null | Promise<User | null>) | undefined
}

/** The client of `@mida-kit/server/next`: it knows the current request. */
export type NextMida<Events extends Catalogue> = {
  /**
   * Records one event against the current request's user, else its visitor (the uuid in the kit's cookie), else whom
   * `visitor` names.
   *
   * Never rejects, but lets Next's own control flow pass. Resolves at `accepted`; what waits is sent after the answer.
   *
   * @throws MidaSetupError MIDA-310 while a server component renders: at build time, on prefetch, on every navigation.
   * @see https://docs.mida.so/docs/v2/create-event
   */
  readonly track: Track<Events>
  /** As `prepare` of `@mida-kit/server`; without a `visitor` it is for the current request's. */
  readonly prepare: Prepare<Events>
  /**
   * Who the current request is from: the session's user, with this browser's uuid where it is theirs, else the uuid in
   * the kit's cookie; null for nobody. For server components too, which it makes dynamic.
   */
  readonly readVisitor: () => Promise<Visitor | null>
  /**
   * Wraps a server action: `success` after it returned or ended with `redirect`, `failure` after it threw. The action's
   * result, its errors and Next's control flow pass through unchanged; tracking holds it up by no answer of Mida's.
   */
  readonly withMida: <Args extends readonly unknown[], Result>(
    action: (...args: Args) => Promise<Result>,
    events: ActionEvents<Events, Args, Result>,
  ) => (...args: Args) => Promise<Result>
  /** The route's exports: `export const { GET, POST } = mida.handlers`; `OPTIONS` too where `allowedOrigins` is set. */
  readonly handlers: {
    readonly GET: (request: Request) => Promise<Response>
    readonly POST: (request: Request) => Promise<Response>
    readonly OPTIONS: (request: Request) => Promise<Response>
  }
} & MidaLifecycle

/**
 * A client for the App Router. Reads its keys from the environment at first use: `next build` needs no secret.
 *
 * @throws MidaSetupError MIDA-308 for an option that cannot be used.
 */
export function createMida<Events extends Catalogue>(options: NextOptions<Events>): NextMida<Events> {
  const recorder = new Recorder(options)
  const endpoint = createEndpoint(recorder, options)
  const user = async (): Promise<User | null> => (options.user ? options.user() : null)
  const handle = async (request: Request): Promise<Response> => {
    const answer = await endpoint(request, { user, after: runAfterAnswer })
    drainAfterAnswer(recorder)
    return answer
  }
  const source: RequestSource = {
    user,
    hashId: recorder.hashId,
    cookie: () => readCurrentCookie(options.cookieDomain),
    isOptedOut: () => hasCurrentSignal(recorder.settled.privacySignals),
    isControlFlow,
  }
  const findVisitor: FindVisitor = (identity) => findRequestVisitor(identity, source)
  const track: Track<Events> = async (name, ...[properties, trackOptions]) => {
    refuseWhileRendering(name)
    const own = { name, properties }
    const delivery = await trackEvent(recorder, own, { options: trackOptions ?? {}, findVisitor })
    drainAfterAnswer(recorder)
    return delivery
  }
  const trackCall = (find: () => TrackedCall<Events> | null): Promise<void> =>
    callSafely('withMida', async () => {
      const call = find()
      if (!call) return
      const { name, properties, options: trackOptions = {} } = call
      refuseWhileRendering(name)
      await trackEvent(recorder, { name, properties }, { options: trackOptions, findVisitor })
      drainAfterAnswer(recorder)
    })
  const prepare: Prepare<Events> = (name, ...[properties, prepareOptions]) =>
    prepareOwnEvent(recorder, { name, properties }, { options: prepareOptions ?? {}, findVisitor })
  return {
    track,
    prepare,
    readVisitor: () => readRequestVisitor(source),
    withMida: (action, actionEvents) => wrapAction(action, actionEvents, trackCall),
    handlers: { GET: handle, POST: handle, OPTIONS: handle },
    ...toLifecycle(recorder),
    forget: (visitor) => forgetWithCookie(recorder, visitor),
  }
}
