// What createMida takes, and its defaults.
import {
  type Catalogue,
  type Delivery,
  type Failure,
  type JsonObject,
  MidaSetupError,
  type User,
  type Visitor,
} from '@mida-kit/contract'
import type { MidaRegion } from '@mida-kit/contract/mida'
import type { DedupeStore } from './claims.ts'
import type { Allow } from './consent.ts'
import type { RateLimitOptions } from './endpoint/rate-limit.ts'
import type { Lane } from './job.ts'
import type { Instrumentation } from './observe.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Fetch } from './transport/fetch.ts'

/** `live` records, `log` prints to the console what would be recorded, `off` does nothing. */
export type MidaMode = 'live' | 'log' | 'off'

/** One event as the hooks see it. */
export type TrackedEvent = {
  readonly eventId: string
  readonly name: string
  readonly properties: JsonObject | undefined
  /** Null where nobody could be named. An email is `[redacted]` unless `personalData` is `full`. */
  readonly visitor: Visitor | null
  readonly from: Lane
  /** When `track` was called: ISO 8601. A browser's claim where `from` is `browser`. */
  readonly occurredAt: string
}

/** Tells of one event what became of it. */
export type DeliveryReport = { readonly event: TrackedEvent; readonly delivery: Delivery }

/** An event that is lost although nothing was wrong with it, and why. */
export type DropReport = {
  readonly event: TrackedEvent
  readonly because: Failure['code']
  readonly failure: Failure
}

/** A browser's word against being tracked: Global Privacy Control (`Sec-GPC: 1`) or Do Not Track (`DNT: 1`). */
export type PrivacySignal = 'gpc' | 'dnt'

/** A visitor whose uuid the endpoint learnt. `user` is set where the uuid was published after that user's identify. */
export type VisitorReport = {
  readonly midaUuid: string
  readonly user: User | null
  /** Whether this browser's cookie bound the same uuid to another user before: two people share the browser. */
  readonly isShared: boolean
}

/** The names under which the kit's own properties are sent; `false` leaves one out. */
export type MetadataNames = {
  /** @default 'kit_event_id' */
  readonly eventId?: string | false
  /** @default 'occurred_at' */
  readonly occurredAt?: string | false
  /** @default 'sent_from' */
  readonly sentFrom?: string | false
}

/** How every client behaves. All but `events` is optional; times are milliseconds. */
export type MidaOptions<Events extends Catalogue> = {
  /** The app's catalogue, made by `defineEvents`. */
  readonly events: Events
  /** The site's public key. @default NEXT_PUBLIC_MIDA_PROJECT_KEY or MIDA_PROJECT_KEY */
  readonly projectKey?: string | undefined
  /** The secret key. @default MIDA_API_KEY */
  readonly apiKey?: string | undefined
  /** @default MIDA_REGION, else 'us' */
  readonly region?: MidaRegion | undefined
  /** Replaces the region's API base, e.g. `http://127.0.0.1:4800/v2`. https, or http on loopback. @default MIDA_API_URL */
  readonly apiUrl?: string | undefined
  /** @default MIDA_MODE, else 'live'; in development without keys 'log' */
  readonly mode?: MidaMode | undefined
  /**
   * Hears of each event, a browser's only where it fits the catalogue: once when it is accepted, once with its outcome.
   * Its own errors are caught and printed. @default failures go to the console, each code at most once a minute
   */
  readonly onDelivery?: ((report: DeliveryReport) => void | Promise<void>) | undefined
  /**
   * Hears of each event that is lost although nothing was wrong with it: the queue is full or closed, Mida refused it or
   * the key, the visitor never came, its time was up. What is `in_doubt` is not among them.
   */
  readonly onDrop?: ((report: DropReport) => void | Promise<void>) | undefined
  /** Whether hooks see emails. What is printed never holds one. @default 'redacted' */
  readonly personalData?: 'redacted' | 'full' | undefined
  /** Spans and metrics, e.g. `openTelemetry()` of `@mida-kit/server/opentelemetry`. */
  readonly instrumentation?: Instrumentation | undefined
  /**
   * Whether an event may be recorded: asked before each one that is not `consent: 'exempt'`, in the request where there
   * is one. Where it throws, the event fails as `consent_unavailable`. @default by what the visitor said
   */
  readonly allow?: Allow | undefined
  /** Signals of a browser that count as `consent: 'denied'`, also for a request's own `track`. @default none */
  readonly privacySignals?: readonly PrivacySignal[] | undefined
  /**
   * Users are known to Mida by the HMAC-SHA256 of their id: nobody who guesses an id can claim it in a browser. Changing
   * the secret, or turning this on later, makes a new id of each user. `secret`: 16 characters at least.
   */
  readonly hashIds?: { readonly secret: string | undefined } | undefined
  /**
   * Where known events are kept for several processes, e.g. in a Redis. @default the memory of this process
   */
  readonly dedupeStore?: DedupeStore | undefined
  /** How long `dedupeStore` keeps an event that was recorded, in milliseconds. @default 604_800_000 (7 days) */
  readonly dedupeForMs?: number | undefined
  /**
   * Looks in Mida's list of events whether an event in doubt was recorded, `delayMs` after the doubt and up to twice
   * more. Needs `metadata.eventId`. @default false; delayMs 5_000
   */
  readonly readBack?: boolean | { readonly delayMs?: number | undefined } | undefined
  /** Hears of a uuid that the browser's cookie did not hold yet, after the answer. */
  readonly onVisitor?: ((report: VisitorReport) => void | Promise<void>) | undefined
  /** Events held in memory, waiting ones included; more are `queue_full`. Browsers' may fill half. @default 25_000 */
  readonly queueCapacity?: number | undefined
  /** Bytes of their properties held in memory; browsers' may fill half. @default 67_108_864 (64 MiB) */
  readonly queueBytes?: number | undefined
  /** Most requests to Mida at the same time; how many there are adapts from 8 on, see `stats()`. @default 64 */
  readonly connections?: number | undefined
  /** Longest a connection may take to stand, in milliseconds. @default 5_000 */
  readonly connectTimeoutMs?: number | undefined
  /** Longest Mida may take to answer, to the last byte, in milliseconds. @default 10_000 */
  readonly answerTimeoutMs?: number | undefined
  /** Longest an event is tried again, in milliseconds, counted from its acceptance. @default 600_000 */
  readonly retryForMs?: number | undefined
  /** The same for a server's event whose visitor Mida has not seen yet. A browser's gets three tries. @default 3_600_000 */
  readonly unknownVisitorForMs?: number | undefined
  /**
   * Keeps accepted events on disk until they are recorded, e.g. `createSqliteOutbox({ path })`: `track` answers `queued`, and
   * a crash, a deploy or an outage of Mida loses nothing. @default events are in memory
   */
  readonly outbox?: Outbox | undefined
  /** With an outbox: whether this process sends from it, or leaves that to another one or to a cron route. @default true */
  readonly sendsFromOutbox?: boolean | undefined
  /** Longest an event in the outbox is tried again, in milliseconds, counted from its acceptance. @default 86_400_000 */
  readonly outboxRetryForMs?: number | undefined
  /** What a cron job sends as `Authorization: Bearer …` to the `cron` route. @default CRON_SECRET */
  readonly cronSecret?: string | undefined
  /**
   * With it the endpoint's `GET ?health` tells whoever sends it as `Authorization: Bearer …` what the client has done and what
   * its outbox holds: counts and ages, nothing of an event. 16 characters at least. @default MIDA_HEALTH_SECRET, else nobody
   */
  readonly healthSecret?: string | undefined
  /** The kit's own properties, sent with every event; `false` sends none. @default all three */
  readonly metadata?: false | MetadataNames | undefined
  /**
   * Origins beside the app's own whose requests are taken, exactly, e.g. `https://shop.example`: where a proxy changes
   * the host, or the pages are served from elsewhere. Their pages may read the answers (CORS, with credentials).
   * @default []
   */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Largest body that the endpoint reads, in bytes. @default 65_536 */
  readonly maxBodyBytes?: number | undefined
  /** Longest that a body may take to arrive, in milliseconds; later is 408 `body_too_slow`. @default 10_000 */
  readonly bodyTimeoutMs?: number | undefined
  /** Shares the visitor's cookie with the subdomains of this domain. @default the host alone */
  readonly cookieDomain?: string | undefined
  /** How often the endpoint may be asked; `false` for no limit, where something before it limits. See docs/rate-limits.md. */
  readonly rateLimit?: RateLimitOptions | false | undefined
  /**
   * When the endpoint answers: once events are in the queue, or once Mida has answered (10 s at most). The answer is the
   * same, but with `outcome` its time tells whether Mida knows a visitor. @default 'accepted'
   */
  readonly answerAfter?: 'accepted' | 'outcome' | undefined
  /** Prints of each event where it went and why. @default MIDA_DEBUG */
  readonly debug?: boolean | undefined
  /** The way to Mida, instead of the platform's. */
  readonly fetch?: Fetch | undefined
  /** Chance for the backoff, from 0 to below 1. @default Math.random */
  readonly random?: (() => number) | undefined
}

/** The options with every default filled in. */
export type SettledOptions = {
  readonly queueCapacity: number
  readonly queueBytes: number
  readonly connections: number
  readonly connectTimeoutMs: number
  readonly answerTimeoutMs: number
  readonly retryForMs: number
  readonly unknownVisitorForMs: number
  readonly dedupeForMs: number
  readonly hasDedupeStore: boolean
  /** Null where nothing is read back. */
  readonly readBackDelayMs: number | null
  readonly privacySignals: readonly PrivacySignal[]
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
  readonly outboxRetryForMs: number
  readonly sendsFromOutbox: boolean
  /** Null where events are in memory. */
  readonly outboxName: string | null
  readonly allowedOrigins: readonly string[]
  readonly metadata: Required<MetadataNames>
}

/** Fills the defaults in. @throws MidaSetupError MIDA-308 for a value that cannot be used. */
export function settleOptions(options: MidaOptions<Catalogue>): SettledOptions {
  checkCookieDomain(options.cookieDomain)
  const { privacySignals = [], allowedOrigins = [] } = options
  checkHealthSecret(options.healthSecret)
  const names = options.metadata === false ? NO_METADATA : (options.metadata ?? {})
  const readBackDelayMs = settleReadBack(options.readBack)
  if (readBackDelayMs !== null && names.eventId === false) {
    throw new MidaSetupError('MIDA-308', 'readBack finds events by metadata.eventId, which is turned off.')
  }
  return {
    queueCapacity: positive('queueCapacity', options.queueCapacity ?? 25_000),
    queueBytes: positive('queueBytes', options.queueBytes ?? 64 * 1_024 * 1_024),
    connections: positive('connections', options.connections ?? 64),
    connectTimeoutMs: positive('connectTimeoutMs', options.connectTimeoutMs ?? 5_000),
    answerTimeoutMs: positive('answerTimeoutMs', options.answerTimeoutMs ?? 10_000),
    retryForMs: positive('retryForMs', options.retryForMs ?? 10 * 60_000),
    unknownVisitorForMs: positive('unknownVisitorForMs', options.unknownVisitorForMs ?? 60 * 60_000),
    dedupeForMs: positive('dedupeForMs', options.dedupeForMs ?? 7 * 24 * 60 * 60_000),
    hasDedupeStore: options.dedupeStore !== undefined,
    readBackDelayMs,
    privacySignals,
    maxBodyBytes: positive('maxBodyBytes', options.maxBodyBytes ?? 64 * 1_024),
    bodyTimeoutMs: positive('bodyTimeoutMs', options.bodyTimeoutMs ?? 10_000),
    ...settleOutbox(options),
    allowedOrigins,
    metadata: { eventId: 'kit_event_id', occurredAt: 'occurred_at', sentFrom: 'sent_from', ...names },
  }
}

function settleOutbox(
  options: MidaOptions<Catalogue>,
): Pick<SettledOptions, 'outboxRetryForMs' | 'sendsFromOutbox' | 'outboxName'> {
  return {
    outboxRetryForMs: positive('outboxRetryForMs', options.outboxRetryForMs ?? 24 * 60 * 60_000),
    sendsFromOutbox: options.sendsFromOutbox ?? true,
    outboxName: options.outbox?.name ?? null,
  }
}

const NO_METADATA: Required<MetadataNames> = { eventId: false, occurredAt: false, sentFrom: false }

function settleReadBack(readBack: MidaOptions<Catalogue>['readBack']): number | null {
  if (readBack === undefined || readBack === false) return null
  const delayMs = readBack === true ? undefined : readBack.delayMs
  return positive('readBack.delayMs', delayMs ?? 5_000)
}

function checkCookieDomain(domain: string | undefined): void {
  if (domain === undefined || /^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain)) return
  throw new MidaSetupError('MIDA-308', 'cookieDomain is not a domain; use e.g. "shop.example".')
}

function checkHealthSecret(secret: string | undefined): void {
  if (secret === undefined || secret === '' || secret.length >= SECRET_LENGTH) return
  throw new MidaSetupError('MIDA-308', `healthSecret has less than ${SECRET_LENGTH} characters.`)
}

/** Fewer could be guessed. */
export const SECRET_LENGTH = 16

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new MidaSetupError('MIDA-308', `${name} is ${String(value)}; use a number above 0.`)
}
