// createMida for servers that speak node:http: node:http itself, Express, Fastify and others over it.
import type { Catalogue, User } from '@mida-kit/contract'
import { type MidaLifecycle, type Track, toLifecycle } from '../client.ts'
import { answerError } from '../endpoint/answers.ts'
import { createEndpoint, type EndpointContext, readRequestCookie } from '../endpoint/endpoint.ts'
import { hasPrivacySignal } from '../endpoint/guards.ts'
import type { MidaOptions } from '../options.ts'
import { Recorder } from '../recorder.ts'
import { createRequestMida, type RequestMida } from '../request-mida.ts'
import { findNobody, trackEvent } from '../track-event.ts'
import { type NodeSource, toHead, toIncoming, toRequest } from './to-request.ts'
import { type NodeTarget, writeResponse } from './write-response.ts'

/** Options of a Node server: who is logged in is read from the framework's own request. */
export type NodeOptions<Events extends Catalogue, Source extends NodeSource> = MidaOptions<Events> & {
  /** Who is logged in, by the app's own session; null for nobody. Where it throws, nothing is recorded. */
  readonly user?: ((request: Source) => User | null | Promise<User | null>) | undefined
  /** Holds a platform that freezes after the answer, e.g. `waitUntil` of @vercel/functions. @default nothing does */
  readonly waitUntil?: EndpointContext['waitUntil']
}

/** The client of `@mida-kit/server/node` and, over its own request type, of `@mida-kit/server/next-pages`. */
export type NodeMida<Events extends Catalogue, Source extends NodeSource> = {
  /** Records one event against the visitor that is named; in a request see `forRequest`. Never rejects. */
  readonly track: Track<Events>
  /**
   * Answers a browser's request to the app's endpoint, every method of it. Never rejects.
   *
   * Put it before body parsers; behind one, what was parsed is taken as the body.
   */
  readonly handler: (request: Source, response: NodeTarget) => Promise<void>
  /** The client for the sender of one request: `track` records against its user, else its visitor. */
  readonly forRequest: (request: Source) => RequestMida<Events>
} & MidaLifecycle

/**
 * A client for a Node server. Reads its keys from the environment at first use. Call `close()` when the process is told
 * to stop.
 *
 * @throws MidaSetupError MIDA-308 for an option that cannot be used.
 */
export function createMida<Events extends Catalogue, Source extends NodeSource = NodeSource>(
  options: NodeOptions<Events, Source>,
): NodeMida<Events, Source> {
  const recorder = new Recorder(options)
  const endpoint = createEndpoint(recorder, options)
  const readUser = async (source: Source): Promise<User | null> => options.user?.(source) ?? null
  const answer = (source: Source): Response | Promise<Response> => {
    const request = tryRequest(source)
    if (!request) return answerError({ code: 'method_not_allowed', message: 'Use GET or POST.' })
    const address = toIncoming(source).socket.remoteAddress
    return endpoint(request, { user: () => readUser(source), address, waitUntil: options.waitUntil })
  }
  return {
    track: (name, ...[properties, trackOptions]) =>
      trackEvent(recorder, { name, properties }, { options: trackOptions ?? {}, findVisitor: findNobody }),
    handler: async (source, target) => writeResponse(target, await answer(source)),
    forRequest: (source) =>
      createRequestMida(recorder, {
        hashId: recorder.hashId,
        user: () => readUser(source),
        cookie: async () => readRequestCookie(toHead(source), options.cookieDomain),
        isOptedOut: async () => hasPrivacySignal(toHead(source).headers, recorder.settled.privacySignals),
      }),
    ...toLifecycle(recorder),
  }
}

function tryRequest(source: NodeSource): Request | null {
  try {
    return toRequest(source)
  } catch {
    return null
  }
}
