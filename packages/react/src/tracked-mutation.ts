// The app's own mutation with events for how it ended. What becomes of an event never reaches the mutation.
import type { BrowserEventName, EventProperties, RegisteredEvents, TrackArguments } from '@mida-kit/contract'
import { type DefaultError, mutationOptions, type UseMutationOptions } from '@tanstack/react-query'
import { openPageClient } from './client.ts'
import type { MidaClient, TrackOptions } from './types.ts'

type CallOf<Name extends BrowserEventName<RegisteredEvents>> = readonly [
  name: Name,
  ...rest: TrackArguments<EventProperties<RegisteredEvents, Name>, TrackOptions>,
]

/** The arguments of one `track` call: `['signed_up']`, `['form_submitted', { form: 'newsletter' }]`. */
export type TrackedCall = {
  [Name in BrowserEventName<RegisteredEvents>]: CallOf<Name>
}[BrowserEventName<RegisteredEvents>]

/** An event, or a function of how the mutation ended; null and undefined track nothing. */
export type Tracked<Result, Variables> =
  | TrackedCall
  | ((result: Result, variables: Variables) => TrackedCall | null | undefined)

/** What `useMutation` takes, and the events. */
export type TrackedMutationOptions<Data, Failure, Variables, OnMutateResult> = UseMutationOptions<
  Data,
  Failure,
  Variables,
  OnMutateResult
> & {
  readonly track: {
    /** When the mutation has succeeded, before your `onSuccess`. */
    readonly success?: Tracked<Data, Variables>
    /** When it has failed for good, after its retries, before your `onError`. */
    readonly failure?: Tracked<Failure, Variables>
  }
  /** Who tracks. @default the page's client */
  readonly client?: MidaClient
}

/**
 * Your mutation's options with an event for its success, its failure or both.
 *
 * The mutation's result, its time and your callbacks stay as they are: nothing waits for an event, and what a function in
 * `track` throws is the page's error. A mutation that succeeded is no failure when your own `onSuccess` throws. Give your
 * `onSuccess` and `onError` here: set on the result, they would replace the events.
 *
 * @see https://tanstack.com/query/v5/docs/framework/react/reference/mutationOptions
 */
export function trackedMutationOptions<
  Data = unknown,
  Failure = DefaultError,
  Variables = void,
  OnMutateResult = unknown,
>(
  options: TrackedMutationOptions<Data, Failure, Variables, OnMutateResult>,
): UseMutationOptions<Data, Failure, Variables, OnMutateResult> {
  const { track, client, ...own } = options
  // The library calls `onError` also for what `onSuccess` throws; both get the same context.
  const succeeded = new WeakSet<object>()

  return mutationOptions<Data, Failure, Variables, OnMutateResult>({
    ...own,
    onSuccess: (...result) => {
      const [data, variables, , context] = result
      if (context) succeeded.add(context)
      tell(client, track.success, data, variables)
      return own.onSuccess?.(...result)
    },
    onError: (...result) => {
      const [failure, variables, , context] = result
      if (!context || !succeeded.has(context)) tell(client, track.failure, failure, variables)
      return own.onError?.(...result)
    },
  })
}

function tell<Result, Variables>(
  client: MidaClient = openPageClient(),
  tracked: Tracked<Result, Variables> | undefined,
  result: Result,
  variables: Variables,
): void {
  try {
    const call = typeof tracked === 'function' ? tracked(result, variables) : tracked
    if (call) Reflect.apply(client.track, undefined, call)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
