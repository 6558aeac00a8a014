// The app's own route, without a framework: GET says who is logged in, POST takes the browser's events.
import {
  type Catalogue,
  type EndpointError,
  type ParsedRequest,
  parseEndpointRequest,
  type User,
  type WireVisitor,
} from '@mida-kit/contract'
import type { MidaOptions } from '../options.ts'
import type { Recorder } from '../recorder.ts'
import { callSafely } from '../report.ts'
import { readSessionUser, type SessionUser } from '../session-user.ts'
import {
  type CookieSettings,
  type CookieVisitor,
  clearVisitorCookie,
  isHttps,
  readVisitorCookie,
} from '../visitor-cookie.ts'
import { answerError, answerJson, answerRateLimited, answerResults } from './answers.ts'
import { addCorsHeaders, answerPreflight, checkOrigins } from './cross-origin.ts'
import { findForeignOrigin, hasPrivacySignal, parseJson, readBody } from './guards.ts'
import { answerHealth } from './health.ts'
import { type Learnt, learnVisitor } from './learn-visitor.ts'
import { type Asking, createRateLimiter, type RateLimiter } from './rate-limit.ts'
import { checkEvents, trackEvents, waitForOutcomes } from './track-events.ts'

/** What the platform adds to a request. */
export type EndpointContext = {
  /** Runs work after the answer was sent and keeps the process alive for it. @default a timer of 0 ms */
  readonly after?: ((work: () => Promise<void>) => void) | undefined
  /** Holds a platform that freezes after the answer: `ctx.waitUntil` of Workers, `waitUntil` of @vercel/functions. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined
  /** The address of the connection, where the platform tells it: read by `rateLimit.address: { hops: 0 }` alone. */
  readonly address?: string | undefined
}

type EndpointOptions = Pick<
  MidaOptions<Catalogue>,
  'onVisitor' | 'cookieDomain' | 'rateLimit' | 'allowedOrigins' | 'answerAfter'
>

type SessionContext = EndpointContext & { readonly user: () => Promise<User | null> }

export type Endpoint = (request: Request, context: SessionContext) => Promise<Response>

type Parts = {
  readonly recorder: Recorder
  readonly options: EndpointOptions
  readonly limiter: RateLimiter
}

/** One request, with what was read of it already. */
type Exchange = {
  readonly request: Request
  readonly context: SessionContext
  readonly settings: CookieSettings
  readonly cookie: CookieVisitor | null
  readonly asking: Asking
}

/** Longest that an answer waits for outcomes, in milliseconds, and that a platform is held for what waits. */
const OUTCOMES_WITHIN_MS = 10_000
const HOLD_WITHIN_MS = 20_000

/**
 * The endpoint over a recorder. Refuses in this order: method, origin, configuration, content type, size, rate, parse,
 * catalogue, session.
 *
 * @throws MidaSetupError MIDA-308 for an option that cannot be used.
 */
export function createEndpoint(recorder: Recorder, options: EndpointOptions): Endpoint {
  const { allowedOrigins = [] } = options
  checkOrigins(allowedOrigins)
  const parts = { recorder, options, limiter: createRateLimiter(options.rateLimit) }
  return async (request, context) => {
    const answer = answerPreflight(request, allowedOrigins) ?? (await answerRequest(request, context, parts))
    if (request.method === 'POST') holdPlatform(recorder, context)
    return addCorsHeaders(answer, request, allowedOrigins)
  }
}

/** A timer keeps no frozen function awake: the platform is asked to wait for the queue. */
function holdPlatform(recorder: Recorder, { waitUntil }: EndpointContext): void {
  if (waitUntil && recorder.engine) waitUntil(recorder.engine.queue.flush(HOLD_WITHIN_MS))
}

async function answerRequest(request: Request, context: SessionContext, parts: Parts): Promise<Response> {
  const isPost = request.method === 'POST'
  if (!isPost && request.method !== 'GET') return answerError(METHOD_NOT_ALLOWED)
  const foreign = findForeignOrigin(request, parts.recorder.settled.allowedOrigins)
  if (foreign) return answerError(foreign)
  if (!isPost && new URL(request.url).searchParams.has('health')) return answerHealth(request, parts.recorder)
  if (isPost && parts.recorder.config.mode === 'misconfigured') return answerError(MISCONFIGURED)

  const exchange = toExchange(request, context, parts.options)
  return isPost ? answerPost(exchange, parts) : answerSession(exchange, parts)
}

function toExchange(request: Request, context: SessionContext, options: EndpointOptions): Exchange {
  const { headers } = request
  const settings = toCookieSettings(request, options.cookieDomain)
  const cookie = readRequestCookie(request, options.cookieDomain)
  const asking = { headers, connectionAddress: context.address, cookieUuid: cookie?.midaUuid ?? null }
  return { request, context, settings, cookie, asking }
}

async function answerSession({ context, asking }: Exchange, { limiter, recorder }: Parts): Promise<Response> {
  const waitMs = await limiter.findWaitMs(asking)
  if (waitMs !== null) return answerRateLimited(waitMs)
  const session = await readSessionUser(context.user, recorder.hashId)
  if (session === 'unavailable') return answerError(SESSION_UNAVAILABLE)
  return answerJson(200, { user: session === null ? null : { id: session.id } })
}

async function answerPost(exchange: Exchange, parts: Parts): Promise<Response> {
  const { recorder, limiter } = parts
  const reading = await readBody(exchange.request, recorder.settled)
  if (!reading.ok) return answerError(reading.error)
  const waitMs = await limiter.findWaitMs(exchange.asking)
  if (waitMs !== null) return answerRateLimited(waitMs)
  const json = parseJson(reading.body)
  if (!json.ok) return answerError(json.error)
  const parsed = parseEndpointRequest(json.body)
  return parsed.ok ? answerParsed(parsed, exchange, parts) : answerError(parsed.error)
}

async function answerParsed(
  parsed: Extract<ParsedRequest, { ok: true }>,
  exchange: Exchange,
  parts: Parts,
): Promise<Response> {
  const { recorder, options } = parts
  const { context, cookie, settings } = exchange
  const checked = await checkEvents(parsed.events, recorder)
  const needsSession = parsed.visitor !== null || checked.some((event) => event.ok)
  const user = needsSession ? await readSessionUser(context.user, recorder.hashId) : null
  if (user === 'unavailable') return answerError(SESSION_UNAVAILABLE)

  const isOptedOut = hasPrivacySignal(exchange.request.headers, recorder.settled.privacySignals)
  const sender = { user, cookieUuid: parsed.forget ? null : (cookie?.midaUuid ?? null), isOptedOut }
  const tracked = await trackEvents(checked, sender, recorder)
  if (options.answerAfter === 'outcome') await waitForOutcomes(tracked, OUTCOMES_WITHIN_MS)
  const answer = answerResults({ results: tracked.map(({ result }) => result) })
  if (parsed.forget) answer.headers.append('set-cookie', clearVisitorCookie(settings))
  else if (parsed.visitor && !isOptedOut)
    await addVisitor(answer, { claim: parsed.visitor, user, exchange, parts })
  return answer
}

/**
 * Stores the claim in the cookie and tells the app. Past the limit neither happens: the cookie stays as it is, so that
 * the next page claims again and nothing is lost.
 */
async function addVisitor(
  answer: Response,
  {
    claim,
    user,
    exchange: { cookie, settings, asking, context },
    parts: { options, limiter },
  }: {
    readonly claim: WireVisitor
    readonly user: SessionUser | null
    readonly exchange: Exchange
    readonly parts: Parts
  },
): Promise<void> {
  if (!hasConsent(claim)) return
  const learnt = await learnVisitor({ claim, user, cookie, settings })
  if (!learnt || (options.onVisitor && !(await limiter.mayReport(asking)))) return
  answer.headers.append('set-cookie', learnt.setCookie)
  tellVisitor(learnt.report, { options, context })
}

function tellVisitor(
  report: Learnt['report'],
  { options: { onVisitor }, context }: { options: EndpointOptions; context: EndpointContext },
): void {
  if (!onVisitor) return
  const tell = (): Promise<void> => callSafely('onVisitor', () => onVisitor(report))
  if (context.after) context.after(tell)
  else if (context.waitUntil) context.waitUntil(afterThis().then(tell))
  else setTimeout(() => void tell(), 0)
}

function afterThis(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

function hasConsent({ consent }: WireVisitor): boolean {
  return consent === undefined || consent === 'granted'
}

/** The kit's cookie of a request; null where it is missing or broken. */
export function readRequestCookie(request: Request, domain: string | undefined): CookieVisitor | null {
  return readVisitorCookie(request.headers.get('cookie'), toCookieSettings(request, domain))
}

function toCookieSettings(request: Request, domain: string | undefined): CookieSettings {
  const proto = request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol.slice(0, -1)
  return { isSecure: isHttps(proto), domain }
}

const METHOD_NOT_ALLOWED: EndpointError = { code: 'method_not_allowed', message: 'Use GET or POST.' }

const SESSION_UNAVAILABLE: EndpointError = {
  code: 'session_unavailable',
  message: 'Who is logged in cannot be read now, so nothing was recorded. Send it again later.',
}

const MISCONFIGURED: EndpointError = {
  code: 'misconfigured',
  message: 'The kit is not set up on this server; its log says what to do.',
}
