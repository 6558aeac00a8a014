// The app's own route, without a framework: GET says who is logged in, POST takes the browser's events.
import { type Catalogue, parseEndpointRequest, type User, type WireVisitor } from '@mida-kit/contract'
import type { MidaOptions } from '../options.ts'
import type { Recorder } from '../recorder.ts'
import { callSafely } from '../report.ts'
import { readSessionUser } from '../session-user.ts'
import { type CookieSettings, clearVisitorCookie, isHttps, readVisitorCookie } from '../visitor-cookie.ts'
import { answerError, answerJson, answerResults } from './answers.ts'
import { findForeignOrigin, hasPrivacySignal, readJsonBody } from './guards.ts'
import { learnVisitor } from './learn-visitor.ts'
import { checkEvents, trackEvents } from './track-events.ts'

/** What the platform adds to a request. */
export type EndpointContext = {
  /** Runs work after the answer was sent and keeps the process alive for it. @default a timer of 0 ms */
  readonly after?: ((work: () => Promise<void>) => void) | undefined
}

type EndpointOptions = Pick<MidaOptions<Catalogue>, 'onVisitor' | 'cookieDomain'>

type SessionContext = EndpointContext & { readonly user: () => Promise<User | null> }

export type Endpoint = (request: Request, context: SessionContext) => Promise<Response>

/** The endpoint over a recorder. Refuses in this order: method, origin, configuration, content type, size, parse, catalogue, session. */
export function createEndpoint(recorder: Recorder, options: EndpointOptions): Endpoint {
  return async (request, context) => {
    if (request.method !== 'GET' && request.method !== 'POST') {
      return answerError({ code: 'method_not_allowed', message: 'Use GET or POST.' })
    }
    const foreign = findForeignOrigin(request, recorder.settled.allowedOrigins)
    if (foreign) return answerError(foreign)
    if (request.method === 'POST') return answerPost(request, context, { recorder, options })
    if (new URL(request.url).searchParams.has('health')) return answerJson(200, { ok: true })
    return answerSession(context, recorder)
  }
}

async function answerSession({ user }: SessionContext, { hashId }: Recorder): Promise<Response> {
  const session = await readSessionUser(user, hashId)
  if (session === 'unavailable') return answerError(SESSION_UNAVAILABLE)
  return answerJson(200, { user: session === null ? null : { id: session.id } })
}

async function answerPost(
  request: Request,
  context: SessionContext,
  { recorder, options }: { recorder: Recorder; options: EndpointOptions },
): Promise<Response> {
  if (recorder.config.mode === 'misconfigured') return answerError(MISCONFIGURED)
  const reading = await readJsonBody(request, recorder.settled.maxBodyBytes)
  if (!reading.ok) return answerError(reading.error)
  const parsed = parseEndpointRequest(reading.body)
  if (!parsed.ok) return answerError(parsed.error)

  const checked = await checkEvents(parsed.events, recorder)
  const needsSession = parsed.visitor !== null || checked.some((event) => event.ok)
  const user = needsSession ? await readSessionUser(context.user, recorder.hashId) : null
  if (user === 'unavailable') return answerError(SESSION_UNAVAILABLE)

  const settings = toCookieSettings(request, options.cookieDomain)
  const cookie = readVisitorCookie(request.headers.get('cookie'), settings)
  const isOptedOut = hasPrivacySignal(request, recorder.settled.privacySignals)
  const sender = { user, cookieUuid: parsed.forget ? null : (cookie?.midaUuid ?? null), isOptedOut }
  const answer = answerResults({ results: await trackEvents(checked, sender, recorder) })
  if (parsed.forget) answer.headers.append('set-cookie', clearVisitorCookie(settings))
  else if (parsed.visitor && hasConsent(parsed.visitor) && !isOptedOut) {
    const learnt = await learnVisitor({ claim: parsed.visitor, user, cookie, settings })
    if (learnt) {
      answer.headers.append('set-cookie', learnt.setCookie)
      tellVisitor(learnt.report, { options, context })
    }
  }
  return answer
}

function tellVisitor(
  report: Parameters<NonNullable<EndpointOptions['onVisitor']>>[0],
  { options: { onVisitor }, context }: { options: EndpointOptions; context: EndpointContext },
): void {
  if (!onVisitor) return
  const tell = (): Promise<void> => callSafely('onVisitor', () => onVisitor(report))
  if (context.after) context.after(tell)
  else setTimeout(() => void tell(), 0)
}

function hasConsent({ consent }: WireVisitor): boolean {
  return consent === undefined || consent === 'granted'
}

function toCookieSettings(request: Request, domain: string | undefined): CookieSettings {
  const proto = request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol.slice(0, -1)
  return { isSecure: isHttps(proto), domain }
}

const SESSION_UNAVAILABLE = {
  code: 'session_unavailable',
  message: 'Who is logged in cannot be read now, so nothing was recorded. Send it again later.',
} as const

const MISCONFIGURED = {
  code: 'misconfigured',
  message: 'The kit is not set up on this server; its log says what to do.',
} as const
