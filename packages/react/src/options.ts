// What an app may choose about the browser client, and the one place that says what holds otherwise.
import type { BrowserDelivery, Consent, JsonObject, User } from '@mida-kit/contract'
import type { Keep } from './keep.ts'

/** A visitor as `onVisitor` tells it: `user` is null where nobody is logged in, undefined where that is not known. */
export type PublishedVisitor = { readonly midaUuid: string; readonly user: User | null | undefined }

/** The event that a delivery is about, as it was tracked. */
export type TrackedEvent = { readonly name: string; readonly properties: JsonObject | undefined }

/** How the browser client behaves. All but `endpoint` is optional; times are milliseconds. */
export type MidaClientOptions = {
  /** The app's own route, e.g. `/api/m`; one of another origin has to list this origin. Requests carry cookies. */
  endpoint: string
  /** Who says which user is logged in: `GET {endpoint}`, or the app through `setUser`. @default 'endpoint' */
  userFrom?: 'endpoint' | 'app'
  /**
   * What the visitor has said to your banner. `pending` holds events and tells nobody of the visitor, `denied` skips
   * them, `granted` releases them. Left out, the kit asks for none; Mida's own consent is obeyed in any case.
   */
  consent?: Consent
  /** Keeps events for the next page that this one cannot send: `keepEvents` of `@mida-kit/react/keep`. */
  keep?: Keep
  /** Longest wait for Mida's script and its uuid, in milliseconds from the start. @default 10_000 */
  uuidDeadlineMs?: number
  /** Longest wait for the answer to one `mida.identify`, in milliseconds. @default 5_000 */
  identifyTimeoutMs?: number
  /** Longest wait for the first word on who is logged in, and for each answer to it, in milliseconds. @default 3_000 */
  sessionTimeoutMs?: number
  /** Longest an event waits for company, in milliseconds. @default 50 */
  flushAfterMs?: number
  /** Events that may wait at a time; one more is `dropped` with `buffer_full`. @default 100 */
  bufferCapacity?: number
  /**
   * What follows a logout. Mida has no logout, so its visitor stays the same: `same-visitor` goes on with it, `pause`
   * skips what is tracked until the next login, has the endpoint clear its cookie, and empties the storage; what waits
   * from before is sent at once, and stored no more.
   *
   * @default 'same-visitor'
   */
  afterLogout?: 'same-visitor' | 'pause'
  /** Called once a page view for each pair of uuid and user. An error of it is the page's, and stops nothing here. */
  onVisitor?: (visitor: PublishedVisitor) => void
  /** Called once for each tracked event. An error of it is the page's, and stops nothing here. */
  onDelivery?: (delivery: BrowserDelivery, event: TrackedEvent) => void
  /** How requests are made; for tests. @default the page's fetch, with its cookies */
  fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** The clock, in milliseconds since 1970; for tests. @default Date.now */
  nowMs?: () => number
  /** A promise that is fulfilled after so many milliseconds; for tests. @default by setTimeout */
  sleep?: (ms: number) => Promise<void>
  /** A number from 0 up to 1, for ids and for waiting times between tries; for tests. @default Math.random */
  random?: () => number
}

type Unsettled = 'onVisitor' | 'onDelivery' | 'consent' | 'keep' | 'userFrom' | 'afterLogout'

export type SettledOptions = Required<Omit<MidaClientOptions, Unsettled>> & Pick<MidaClientOptions, Unsettled>

/** What holds until the app says otherwise; whatever is not here is compared with its one other word. */
export function settleOptions(): SettledOptions {
  return {
    endpoint: '',
    uuidDeadlineMs: 10_000,
    identifyTimeoutMs: 5_000,
    sessionTimeoutMs: 3_000,
    flushAfterMs: 50,
    bufferCapacity: 100,
    // An endpoint on another origin goes by its cookies, too.
    fetch: (url, init) => fetch(url, { credentials: 'include', ...init }),
    nowMs: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  }
}
