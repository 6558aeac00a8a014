// Wraps a server action: an event when it ends well, another when it does not. The action itself is not changed by it.
import type { Catalogue } from '@mida-kit/contract'
import type { TrackedCall } from '../tracked-call.ts'
import { isControlFlow, isRedirect } from './request-source.ts'

/** What a wrapped action tells. Each may give null for no event; what they throw is printed, and the action goes on. */
export type ActionEvents<Events extends Catalogue, Args extends readonly unknown[], Result> = {
  /** After the action returned, or ended with `redirect`: then `result` is undefined. */
  readonly success?:
    | TrackedCall<Events>
    | ((ended: { readonly result: Result | undefined; readonly args: Args }) => TrackedCall<Events> | null)
  /** After the action threw; not for `notFound` and the like, which pass through. */
  readonly failure?:
    | TrackedCall<Events>
    | ((ended: { readonly error: unknown; readonly args: Args }) => TrackedCall<Events> | null)
}

type TrackCall<Events extends Catalogue> = (find: () => TrackedCall<Events> | null) => Promise<void>

/** The action with its events; it returns and throws what the action does. */
export function wrapAction<Events extends Catalogue, Args extends readonly unknown[], Result>(
  action: (...args: Args) => Promise<Result>,
  { success, failure }: ActionEvents<Events, Args, Result>,
  track: TrackCall<Events>,
): (...args: Args) => Promise<Result> {
  const succeed = async (result: Result | undefined, args: Args): Promise<void> =>
    track(() => (typeof success === 'function' ? success({ result, args }) : (success ?? null)))
  const fail = async (error: unknown, args: Args): Promise<void> =>
    track(() => (typeof failure === 'function' ? failure({ error, args }) : (failure ?? null)))
  return async (...args) => {
    let result: Result
    try {
      result = await action(...args)
    } catch (error) {
      if (isRedirect(error)) await succeed(undefined, args)
      else if (!isControlFlow(error)) await fail(error, args)
      throw error
    }
    await succeed(result, args)
    return result
  }
}
