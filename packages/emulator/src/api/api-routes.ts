// Everything under /v2: which call it is, whether it meets a fault, and the log of it. Never any CORS header.
import { type ApiRequest, answerWith, errorAnswer, type Outcome, pathOf } from '../http/exchange.ts'
import type { World } from '../world.ts'
import { createEvent } from './create-event.ts'
import { enactFault } from './enact-fault.ts'
import { listEvents } from './list-events.ts'

const CALL = /^\/v2\/project\/([^/]+)\/(events?)$/
const METHODS = { event: 'POST', events: 'GET' } as const

type Call = Readonly<{ projectKey: string; name: keyof typeof METHODS }>

/** The connection's end before the body is read, if a fault says so. */
export function refuseAtHead(world: World, head: ApiRequest): Outcome | null {
  if (head.method !== 'POST' || !pathOf(head).endsWith('/event') || !CALL.test(pathOf(head))) return null
  if (!world.faults.takeAtHead(head)) return null
  world.requests.add(head, null)
  return { kind: 'reset' }
}

export function respondApi(world: World, request: ApiRequest): Outcome {
  const outcome = callApi(world, request)
  world.requests.add(request, statusOf(outcome))
  return outcome
}

function callApi(world: World, request: ApiRequest): Outcome {
  const call = parseCall(pathOf(request))
  if (call === 'undecodable') return answerWith(errorAnswer(400, 'The path has a broken % sequence'))
  if (call === null) return answerWith(errorAnswer(404, 'Not found'))

  const allowed = METHODS[call.name]
  if (request.method !== allowed) {
    return answerWith(errorAnswer(405, `Use ${allowed}, not ${request.method}`, { allow: allowed }))
  }
  if (call.name === 'events') return answerWith(listEvents(world, request, call.projectKey))

  const record = () => createEvent(world, request, call.projectKey)
  const fault = world.faults.take(request)
  return fault ? enactFault(fault, record) : answerWith(record())
}

function parseCall(path: string): Call | 'undecodable' | null {
  const [, encodedKey, name] = CALL.exec(path) ?? []
  if (encodedKey === undefined) return null
  try {
    return { projectKey: decodeURIComponent(encodedKey), name: name === 'event' ? 'event' : 'events' }
  } catch {
    return 'undecodable'
  }
}

function statusOf(outcome: Outcome): number | null {
  switch (outcome.kind) {
    case 'answer':
    case 'truncated':
      return outcome.answer.status
    case 'later':
      return outcome.makeAnswer().status
    case 'reset':
    case 'hang':
      return null
    default:
      return outcome satisfies never
  }
}
