// The client as one request sees it: `track` knows the request's user or visitor without being told.
import type { Catalogue, Visitor } from '@mida-kit/contract'
import type { Track } from './client.ts'
import type { Recorder } from './recorder.ts'
import { findRequestVisitor, type RequestSource, readRequestVisitor } from './request-visitor.ts'
import { trackEvent } from './track-event.ts'

/** The client for the sender of one request. */
export type RequestMida<Events extends Catalogue> = {
  /** Records one event against the request's user, else its visitor, else whom `visitor` names. Never rejects. */
  readonly track: Track<Events>
  /** Who the request is from: the session's user, else the uuid in the kit's cookie; null for nobody. */
  readonly readVisitor: () => Promise<Visitor | null>
}

/** The client for the sender of one request. */
export function createRequestMida<Events extends Catalogue>(
  recorder: Recorder,
  source: RequestSource,
): RequestMida<Events> {
  return {
    track: (name, ...[properties, options]) =>
      trackEvent(
        recorder,
        { name, properties },
        {
          options: options ?? {},
          findVisitor: (identity) => findRequestVisitor(identity, source),
        },
      ),
    readVisitor: () => readRequestVisitor(source),
  }
}
