// POST /v2/project/{project_key}/event: records one event against a visitor that exists.
import { type Answer, type ApiRequest, errorAnswer } from '../http/exchange.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'
import { SUCCESS } from './enact-fault.ts'
import { parseEvent } from './parse-event.ts'

export function createEvent(world: World, request: ApiRequest, projectKey: string): Answer {
  const project = authenticate(world, request, projectKey)
  if (!project) return errorAnswer(401, 'Invalid or missing API key')

  const event = parseEvent(request.body)
  if (!event.ok) return errorAnswer(400, event.error)

  const { name, properties, identifier } = event.value
  const visitor = project.visitors.find(identifier)
  if (!visitor) return errorAnswer(400, `Visitor not found: no visitor matches this ${identifier.by}`)

  world.events.record({
    projectKey,
    name,
    properties,
    visitor: visitor.midaUuid,
    by: identifier.by,
    receivedAtMs: world.options.nowMs(),
    source: 'api',
  })
  return SUCCESS
}
