// Everything under /v2: which call it is. Never any CORS header.
import { type ApiRequest, answerWith, errorAnswer, type Outcome, pathOf } from '../http/exchange.ts'
import type { World } from '../world.ts'
import { createEvent } from './create-event.ts'
import { listEvents } from './list-events.ts'

const CALL = /^\/v2\/project\/([^/]+)\/(events?)$/
const METHODS = { event: 'POST', events: 'GET' } as const

type Call = Readonly<{ projectKey: string; name: keyof typeof METHODS }>

/** Answers the call, whatever faults there are. */
export function respondApi(world: World, request: ApiRequest): Outcome {
  const call = parseCall(pathOf(request))
  if (call === 'undecodable') return answerWith(errorAnswer(400, 'The path has a broken % sequence'))
  if (call === null) return answerWith(errorAnswer(404, 'Not found'))

  const allowed = METHODS[call.name]
  if (request.method !== allowed) {
    return answerWith(errorAnswer(405, `Use ${allowed}, not ${request.method}`, { allow: allowed }))
  }
  const respond = call.name === 'events' ? listEvents : createEvent
  return answerWith(respond(world, request, call.projectKey))
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
