// The public shapes of the browser client: what it answers, and the client itself.
import type {
  BrowserDelivery,
  BrowserEventName,
  EventProperties,
  RegisteredEvents,
  SessionAnswer,
  TrackArguments,
  User,
} from '@mida-kit/contract'
import type { MidaClientOptions } from './options.ts'

/**
 * Why there is no uuid. `blocked`: the script could not be loaded. `timed_out`: nothing until the deadline.
 * `no_consent`: Mida waits for the visitor's consent. `disabled`: `MidaScript` has no project key.
 */
export type UuidUnavailable = 'blocked' | 'timed_out' | 'no_consent' | 'disabled'

/** Mida's uuid of this browser. A claim: good for attribution, never for authorisation. */
export type UuidState =
  | { readonly status: 'pending' }
  | { readonly status: 'ready'; readonly uuid: string }
  | { readonly status: 'unavailable'; readonly because: UuidUnavailable }

/**
 * What became of `identify`.
 *
 * `identified`: Mida has tied the visitor to the user; null where no uuid could be read afterwards. `unavailable`: the
 * script is not there. `timed_out`: Mida did not answer. `failed`: the script threw or rejected. `superseded`: another
 * user came first. `skipped`: there is no provider, or no browser.
 */
export type IdentifyResult =
  | { readonly status: 'identified'; readonly midaUuid: string | null }
  | { readonly status: 'unavailable'; readonly because: UuidUnavailable }
  | { readonly status: 'timed_out' }
  | { readonly status: 'failed'; readonly message: string }
  | { readonly status: 'superseded' }
  | { readonly status: 'skipped'; readonly because: 'disabled' }

/**
 * What became of `refreshUser`. `answered`: the endpoint said who is logged in. `unavailable`: it did not, and the
 * user stays as it was. `skipped`: the app gives the user itself, or there is no provider, or no browser.
 */
export type RefreshResult =
  | ({ readonly status: 'answered' } & SessionAnswer)
  | { readonly status: 'unavailable' }
  | { readonly status: 'skipped'; readonly because: 'disabled' }

/** What one call of `track` may ask for. */
export type TrackOptions = {
  /** Send at once instead of waiting for company, e.g. right before the page navigates away. @default false */
  readonly sendNow?: boolean
}

/**
 * Tracks one event of the app's catalogue.
 *
 * Never throws, never rejects, always settles; properties are copied at the call. Names, properties and which events
 * a browser may track come from the `Register` declaration of `@mida-kit/contract`.
 */
export type Track = <Name extends BrowserEventName<RegisteredEvents>>(
  name: Name,
  ...rest: TrackArguments<EventProperties<RegisteredEvents, Name>, TrackOptions>
) => Promise<BrowserDelivery>

type WithoutId<Delivery> = Delivery extends unknown ? Omit<Delivery, 'eventId'> : never

/** A delivery without its `eventId`. */
export type Outcome = WithoutId<BrowserDelivery>

/** The browser half of the kit, without React. One a page. */
export type MidaClient = {
  /**
   * Tracks one event. Resolves when its outcome is known: at most some minutes while the endpoint is down (8 tries),
   * usually within 100 ms.
   */
  readonly track: Track
  /**
   * Makes this the client's user at once and tells Mida. For a login handler.
   *
   * Never rejects. Waits for the script until `uuidDeadlineMs` and for Mida's answer for `identifyTimeoutMs`.
   */
  readonly identify: (user: User) => Promise<IdentifyResult>
  /** Asks the endpoint who is logged in. Call it after login and logout. Never rejects. */
  readonly refreshUser: () => Promise<RefreshResult>
  /**
   * Says who is logged in, where the app knows: undefined (not known yet), null (nobody) or the user.
   *
   * Never throws: a user whom JSON cannot write is told in the console, and changes nothing.
   */
  readonly setUser: (user: User | null | undefined) => void
  /** The uuid's state; the same object until it changes, as `useSyncExternalStore` wants it. */
  readonly getUuid: () => UuidState
  /** Calls the listener after each change of the uuid's state; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void
  /** Takes these options over, and starts the client if it has not started. */
  readonly start: (options: MidaClientOptions) => void
}
