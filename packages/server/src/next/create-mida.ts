// createMida for Next's App Router: route handlers, and a `track` that knows the request's user and visitor.
import type { Catalogue, User } from '@mida-kit/contract'
import { type Mida, type Track, toLifecycle } from '../client.ts'
import { createEndpoint } from '../endpoint/endpoint.ts'
import type { MidaOptions } from '../options.ts'
import { Recorder } from '../recorder.ts'
import { type FindVisitor, trackEvent } from '../track-event.ts'
import { drainAfterAnswer, runAfterAnswer } from './after-answer.ts'
import { chooseCurrentVisitor } from './current-visitor.ts'

/** Options in a Next app: who is logged in is read from the request's cookies and headers, by the app's own session. */
export type NextOptions<Events extends Catalogue> = MidaOptions<Events> & {
  /** Who is logged in; null for nobody. May read `cookies()` and `headers()`. Where it throws, nothing is recorded. */
  readonly user?: (() => User | null | Promise<User | null>) | undefined
}

export type NextMida<Events extends Catalogue> = {
  /**
   * Records one event against the current request's user, else its visitor (the uuid in the kit's cookie), else whom
   * `visitor` names.
   *
   * Never rejects, but lets Next's own control flow pass. Resolves at `accepted`; what waits is sent after the answer.
   *
   * @see https://docs.mida.so/docs/v2/create-event
   */
  readonly track: Track<Events>
  /** The route's exports: `export const { GET, POST } = mida.handlers`; `OPTIONS` too where `allowedOrigins` is set. */
  readonly handlers: {
    readonly GET: (request: Request) => Promise<Response>
    readonly POST: (request: Request) => Promise<Response>
    readonly OPTIONS: (request: Request) => Promise<Response>
  }
} & Pick<Mida<Events>, 'flush' | 'close'>

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
  const findVisitor: FindVisitor = (identity) =>
    chooseCurrentVisitor(identity, { user, cookieDomain: options.cookieDomain })
  const track: Track<Events> = async (name, ...[properties, trackOptions]) => {
    const delivery = await trackEvent(
      recorder,
      { name, properties },
      { options: trackOptions ?? {}, findVisitor },
    )
    drainAfterAnswer(recorder)
    return delivery
  }
  return { track, handlers: { GET: handle, POST: handle, OPTIONS: handle }, ...toLifecycle(recorder) }
}
