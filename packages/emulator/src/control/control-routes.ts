// The page and the endpoints that belong to the emulator itself, not to Mida.

import { parseFault } from '../api/fault.ts'
import { type ApiRequest, answerWith, errorAnswer, jsonAnswer, type Outcome } from '../http/exchange.ts'
import { type Parsed, parseJsonObject } from '../http/json.ts'
import type { Respond, Route } from '../http/route.ts'
import { parseSeed, seedVisitor } from '../state/seed-visitor.ts'
import type { World } from '../world.ts'
import { isFromElsewhere } from './is-from-elsewhere.ts'
import { isOwnHost } from './is-own-host.ts'
import { PAGE_ROUTES } from './page-routes.ts'
import { readState } from './state.ts'
import { streamChanges } from './stream.ts'

export const CONTROL_ROUTES: readonly (readonly [string, Route])[] = [
  ...PAGE_ROUTES,
  ['/emulator/state', { GET: guarded(readState) }],
  ['/emulator/stream', { GET: guarded(streamChanges) }],
  ['/emulator/reset', { POST: guarded(reset) }],
  ['/emulator/seed', { POST: guarded(seed) }],
  ['/emulator/fail', { POST: guarded(addFault), DELETE: guarded(clearFaults) }],
]

/** A page of another origin must not command the emulator, not even blindly. */
function guarded(respond: Respond): Respond {
  return (world, request) =>
    isFromElsewhere(request) || !isOwnHost(request, world.hostNames)
      ? answerWith(errorAnswer(403, "Only for the emulator's own page"))
      : respond(world, request)
}

function reset(world: World): Outcome {
  world.reset()
  return answerWith(jsonAnswer(200, { ok: true }))
}

function seed(world: World, request: ApiRequest): Outcome {
  const input = parseBody(request, parseSeed)
  const visitor = input.ok ? seedVisitor(world, input.value) : input
  return answerWith(visitor.ok ? jsonAnswer(200, visitor.value) : errorAnswer(400, visitor.error))
}

function addFault(world: World, request: ApiRequest): Outcome {
  const fault = parseBody(request, parseFault)
  if (!fault.ok) return answerWith(errorAnswer(400, fault.error))
  world.faults.add(fault.value)
  return answerWith(jsonAnswer(200, { ok: true }))
}

function clearFaults(world: World): Outcome {
  world.faults.clear()
  return answerWith(jsonAnswer(200, { ok: true }))
}

function parseBody<Value>(request: ApiRequest, parse: (input: unknown) => Parsed<Value>): Parsed<Value> {
  const body = parseJsonObject(request.body)
  return body.ok ? parse(body.value) : body
}
