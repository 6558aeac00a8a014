// The page and the endpoints that belong to the emulator itself, not to Mida.

import { parseFault } from '../api/fault.ts'
import {
  type ApiRequest,
  answerWith,
  errorAnswer,
  jsonAnswer,
  type Outcome,
  queryOf,
} from '../http/exchange.ts'
import { type Parsed, parseJsonObject } from '../http/json.ts'
import type { Respond, Route } from '../http/route.ts'
import { isWholeSeed, parseSeed, plantSeed } from '../state/seed.ts'
import { parseVisitorSeed, seedVisitor } from '../state/seed-visitor.ts'
import type { World } from '../world.ts'
import { readChanges } from './changes.ts'
import { isFromElsewhere } from './is-from-elsewhere.ts'
import { isOwnHost } from './is-own-host.ts'
import { PAGE_ROUTES } from './page-routes.ts'
import { readRequest } from './request-view.ts'
import { readState } from './state.ts'
import { streamChanges } from './stream.ts'
import { readVisitors } from './visitor-views.ts'

export const CONTROL_ROUTES: readonly (readonly [string, Route])[] = [
  ...PAGE_ROUTES,
  ['/emulator/state', { GET: guarded(readState) }],
  ['/emulator/changes', { GET: guarded(readChanges) }],
  ['/emulator/visitors', { GET: guarded(readVisitors) }],
  ['/emulator/request', { GET: guarded(readRequest) }],
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

/** One visitor, which is answered, or a whole seed. */
function seed(world: World, request: ApiRequest): Outcome {
  const body = parseJsonObject(request.body)
  if (!body.ok) return answerWith(errorAnswer(400, body.error))
  const planted = isWholeSeed(body.value)
    ? plant(world, body.value, { parse: parseSeed, put: plantSeed })
    : plant(world, body.value, { parse: parseVisitorSeed, put: seedVisitor })
  return answerWith(planted.ok ? jsonAnswer(200, planted.value) : errorAnswer(400, planted.error))
}

type Planting<Seed, Planted> = Readonly<{
  parse: (input: unknown) => Parsed<Seed>
  put: (world: World, seed: Seed) => Parsed<Planted>
}>

function plant<Seed, Planted>(
  world: World,
  input: unknown,
  { parse, put }: Planting<Seed, Planted>,
): Parsed<Planted> {
  const read = parse(input)
  return read.ok ? put(world, read.value) : read
}

function addFault(world: World, request: ApiRequest): Outcome {
  const body = parseJsonObject(request.body)
  const fault = body.ok ? parseFault(body.value) : body
  if (!fault.ok) return answerWith(errorAnswer(400, fault.error))
  world.faults.add(fault.value)
  world.changes.tell()
  return answerWith(jsonAnswer(200, { ok: true, faultId: world.faults.list().at(-1)?.faultId }))
}

/** All of them, or the one that `id` names. */
function clearFaults(world: World, request: ApiRequest): Outcome {
  const id = queryOf(request).get('id')
  if (id === null) world.faults.clear()
  else if (!world.faults.remove(Number(id))) return answerWith(errorAnswer(404, 'There is no such fault'))
  world.changes.tell()
  return answerWith(jsonAnswer(200, { ok: true }))
}
