// POST /v2/project/{project_key}/event: records one event against a visitor that exists.
import { type Answer, type ApiRequest, errorAnswer } from '../http/exchange.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { parseEvent } from './parse-event.ts'

export const SUCCESS: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: '{"success":true,"message":"Event recorded successfully"}',
}

export function createEvent(world: World, request: ApiRequest, projectKey: string): Answer {
  const project = authenticate(world, request, projectKey)
  if (!project) return errorAnswer(401, 'Invalid or missing API key')

  const event = parseEvent(request.body)
  if (!event.ok) return errorAnswer(400, event.error)

  const { name, properties, identifier } = event.value
  const visitor = project.visitors.find(identifier)
  const receivedAtMs = world.options.nowMs()
  if (!visitor || visitor.knownFromMs > receivedAtMs)
    return errorAnswer(400, `Visitor not found: no visitor matches this ${identifier.by}`)

  const recorded = {
    projectKey,
    name,
    properties,
    visitor: visitor.midaUuid,
    by: identifier.by,
    receivedAtMs,
  }
  world.events.record({ ...recorded, source: 'api' }, Buffer.byteLength(request.body))
  return SUCCESS
}
