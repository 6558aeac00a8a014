// How often the endpoint may be asked: by address, and inside an address by visitor, so that nobody exhausts another's.
import { MidaSetupError } from '@mida-kit/contract'
import { readEnvironment } from '../config.ts'
import { sayOnce } from '../report.ts'
import { type ClientAddressSource, createAddressReader } from './client-address.ts'
import { createMemoryStore, type RateLimitStore } from './rate-store.ts'

/** How the endpoint is limited; counts are requests within `windowMs`. */
export type RateLimitOptions = {
  /** Where a client's address is read. @default nowhere: all clients share one bucket, which is said once */
  readonly address?: ClientAddressSource | undefined
  /** Of one address: an office or a mobile network may be many visitors. @default 300 */
  readonly perAddress?: number | undefined
  /** Of one visitor (the kit's cookie) of an address. @default 60 */
  readonly perVisitor?: number | undefined
  /** Of all clients whose address is not known, together. @default 10_000 */
  readonly withoutAddress?: number | undefined
  /** Calls of `onVisitor` for one address; for all whose address is not known 50 times as many. @default 20 */
  readonly visitorReports?: number | undefined
  /** Length of a window, in milliseconds. @default 10_000 */
  readonly windowMs?: number | undefined
  /** Buckets held in memory. @default 20_000 */
  readonly capacity?: number | undefined
  /** Where requests are counted, e.g. for many machines together. @default this process's memory */
  readonly store?: RateLimitStore | undefined
}

/** Who asks: headers as they came, the address of the connection where it is known, and the cookie's uuid. */
export type Asking = {
  readonly headers: Headers
  readonly connectionAddress: string | undefined
  readonly cookieUuid: string | null
}

export type RateLimiter = {
  /** Counts a request: null where it may pass, else milliseconds to wait. Never rejects. */
  readonly findWaitMs: (asking: Asking) => Promise<number | null>
  /** Counts a call of `onVisitor` and says whether it may be made. Never rejects. */
  readonly mayReport: (asking: Asking) => Promise<boolean>
}

const SHARED = 'everybody'
const SHARED_REPORTS_FACTOR = 50

/** @throws MidaSetupError MIDA-308 for a limit that cannot be used. */
export function createRateLimiter(options: RateLimitOptions | false = {}): RateLimiter {
  if (options === false) return { findWaitMs: async () => null, mayReport: async () => true }
  const limits = settle(options)
  const readAddress = createAddressReader(options.address)
  const count = createCounter(options.store, limits)
  const toKey = ({ headers, connectionAddress }: Asking): string => {
    const address = readAddress(headers, connectionAddress)
    if (address === null) sayWithoutAddress(options.address)
    return address ?? SHARED
  }
  return {
    findWaitMs: async (asking) => {
      const key = toKey(asking)
      const limit = key === SHARED ? limits.withoutAddress : limits.perAddress
      const waitMs = await count(`mida:address:${key}`, limit)
      if (waitMs !== null || asking.cookieUuid === null) return waitMs
      return count(`mida:visitor:${key}:${asking.cookieUuid}`, limits.perVisitor)
    },
    mayReport: async (asking) => {
      const key = toKey(asking)
      const limit = limits.visitorReports * (key === SHARED ? SHARED_REPORTS_FACTOR : 1)
      return (await count(`mida:report:${key}`, limit)) === null
    },
  }
}

type Limits = ReturnType<typeof settle>

/** Counts in the store; where that fails, in memory: a store that is down neither opens nor closes the endpoint. */
function createCounter(
  store: RateLimitStore | undefined,
  { windowMs, capacity }: Limits,
): (key: string, limit: number) => Promise<number | null> {
  const memory = createMemoryStore(capacity)
  const rule = { customDuration: windowMs / 1_000 }
  return async (key, limit) => {
    const { consumedPoints, msBeforeNext } = await (store ?? memory).penalty(key, 1, rule).catch(() => {
      sayOnce('[mida] The store of the rate limits failed: requests are counted in memory meanwhile.')
      return memory.penalty(key, 1, rule)
    })
    if (consumedPoints <= limit) return null
    return msBeforeNext > 0 ? msBeforeNext : windowMs
  }
}

function sayWithoutAddress(source: ClientAddressSource | undefined): void {
  if (readEnvironment().NODE_ENV !== 'production') return
  sayOnce(
    source === undefined
      ? '[mida] All clients share one rate limit. Name your platform in rateLimit.address (or the count of your proxies), so that each address has its own. See docs/rate-limits.md.'
      : '[mida] A request came without the address that rateLimit.address names, so it shares one rate limit with the others of that kind. See docs/rate-limits.md.',
  )
}

function settle(options: RateLimitOptions) {
  return {
    perAddress: positive('perAddress', options.perAddress ?? 300),
    perVisitor: positive('perVisitor', options.perVisitor ?? 60),
    withoutAddress: positive('withoutAddress', options.withoutAddress ?? 10_000),
    visitorReports: positive('visitorReports', options.visitorReports ?? 20),
    windowMs: positive('windowMs', options.windowMs ?? 10_000),
    capacity: positive('capacity', options.capacity ?? 20_000),
  }
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new MidaSetupError('MIDA-308', `rateLimit.${name} is ${String(value)}; use a number above 0.`)
}
