// The emulator without a transport: a request goes in, what becomes of it comes out. It never throws.
import { respondApi } from './api/api-routes.ts'
import { enactFault } from './api/enact-fault.ts'
import { lookOf } from './api/fault-look.ts'
import { targetOf } from './api/fault-target.ts'
import { answerPreflight, collectEvent, collectIdentify, collectVisit } from './browser/collect.ts'
import { OPEN_TO_ALL } from './browser/open-to-all.ts'
import { serveScript } from './browser/serve-script.ts'
import { CONTROL_ROUTES } from './control/control-routes.ts'
import {
  type ApiRequest,
  answerWith,
  errorAnswer,
  jsonAnswer,
  type Outcome,
  pathOf,
  toAnswer,
} from './http/exchange.ts'
import type { Route } from './http/route.ts'
import type { World } from './world.ts'

export type Core = Readonly<{
  /** The longest body that is read, in bytes. `head.body` is empty. */
  bodyLimitOf: (head: ApiRequest) => number
  /** What ends a request before its body is read, or null. `head.body` is empty. */
  refuseAtHead: (head: ApiRequest) => Outcome | null
  respond: (request: ApiRequest) => Outcome
  /** For a body longer than its limit, which is not kept. */
  respondTooLarge: (head: ApiRequest) => Outcome
}>

const ROUTES: ReadonlyMap<string, Route> = new Map([
  ['/js/optimize.js', { GET: serveScript, OPTIONS: answerPreflight }],
  ['/collect/visit', { POST: collectVisit, OPTIONS: answerPreflight }],
  ['/collect/identify', { POST: collectIdentify, OPTIONS: answerPreflight }],
  ['/collect/event', { POST: collectEvent, OPTIONS: answerPreflight }],
  ['/health', { GET: () => answerWith(jsonAnswer(200, { ok: true })) }],
  ...CONTROL_ROUTES,
])

/** As much as `sendBeacon` sends. These routes are open to every page that a browser shows. */
const REPORT_LIMIT_BYTES = 65_536

export function createCore(world: World): Core {
  const { bodyLimitBytes } = world.options
  const bodyLimitOf = (head: ApiRequest): number =>
    isReport(pathOf(head)) ? Math.min(bodyLimitBytes, REPORT_LIMIT_BYTES) : bodyLimitBytes

  return {
    bodyLimitOf,
    refuseAtHead: (head) => orFailure(() => refuseAtHead(world, head)),
    respond: (request) => orFailure(() => respond(world, request)),
    respondTooLarge: (head) => {
      const headers = isReport(pathOf(head)) ? OPEN_TO_ALL : {}
      const answer = errorAnswer(413, `The body is longer than ${bodyLimitOf(head)} bytes`, headers)
      if (isApi(pathOf(head)))
        logRequest(world, head, { outcome: answerWith(answer), eventId: null, fault: null })
      return answerWith(answer)
    },
  }
}

function refuseAtHead(world: World, head: ApiRequest): Outcome | null {
  const target = targetOf(head)
  if (target === null || !world.faults.resetsAtHead(target, head)) return null
  const reset: Outcome = { kind: 'reset' }
  if (isApi(pathOf(head))) logRequest(world, head, { outcome: reset, eventId: null, fault: 'reset' })
  return reset
}

function respond(world: World, request: ApiRequest): Outcome {
  const target = targetOf(request)
  const fault = target === null ? null : world.faults.take(target, request)
  const lastEventId = world.events.lastEventId()
  const usual = (): Outcome => respondUsually(world, request)
  const outcome = target && fault ? enactFault(fault, usual, lookOf(target)) : usual()
  if (!isApi(pathOf(request))) return outcome

  const eventId = world.events.lastEventId()
  const wasRecorded = eventId !== lastEventId
  const faultKind = fault ? (fault.kind ?? 'status') : null
  logRequest(world, request, { outcome, eventId: wasRecorded ? eventId : null, fault: faultKind })
  return outcome
}

type Happened = Readonly<{ outcome: Outcome; eventId: number | null; fault: string | null }>

function logRequest(world: World, request: ApiRequest, { outcome, eventId, fault }: Happened): void {
  const answer = toAnswer(outcome)
  const logged = answer === null || typeof answer.body !== 'string' ? null : { ...answer, body: answer.body }
  world.requests.add(request, { answer: logged, eventId, fault })
  world.changes.tell()
}

function respondUsually(world: World, request: ApiRequest): Outcome {
  const path = pathOf(request)
  if (isApi(path)) return respondApi(world, request)

  const route = ROUTES.get(path)
  if (!route) return answerWith(errorAnswer(404, 'Not found'))

  const method = request.method === 'HEAD' ? 'GET' : request.method
  const respondRoute = Object.hasOwn(route, method) ? route[method] : undefined
  if (respondRoute) return respondRoute(world, request)

  const allow = Object.keys(route).join(', ')
  return answerWith(errorAnswer(405, `Use ${allow}, not ${request.method}`, { allow }))
}

function isApi(path: string): boolean {
  return path === '/v2' || path.startsWith('/v2/')
}

function isReport(path: string): boolean {
  return path.startsWith('/collect/')
}

/** What goes wrong in here (a `match` that throws, say) is an answer, never the end of the process. */
function orFailure<Result>(decide: () => Result): Result | Outcome {
  try {
    return decide()
  } catch (error) {
    return answerWith(errorAnswer(500, `The emulator failed: ${String(error)}`))
  }
}
