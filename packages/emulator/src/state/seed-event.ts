// Putting an event into a project from outside, as if it had been recorded before.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { World } from '../world.ts'
import type { RecordedEvent } from './event-store.ts'
import { toIdentifier } from './visitor.ts'

/** An event to be, for a visitor that exists: the first of `midaUuid`, `id`, `email` says which. */
export type EventSeed = {
  /** @default the first project */
  projectKey?: string
  name: string
  properties?: Readonly<Record<string, unknown>>
  midaUuid?: string
  id?: string
  email?: string
}

export function seedEvent(world: World, seed: EventSeed): Parsed<RecordedEvent> {
  const project = world.projectOf(seed.projectKey)
  if (!project) return unparsed(`There is no project ${JSON.stringify(seed.projectKey)}`)

  const identifier = toIdentifier(seed)
  if (identifier === null) return unparsed('One of midaUuid, id and email is required')
  const visitor = project.visitors.find(identifier)
  if (!visitor) return unparsed(`No visitor has the ${identifier.by} ${JSON.stringify(identifier.value)}`)

  const event = {
    projectKey: project.projectKey,
    name: seed.name,
    properties: seed.properties ?? null,
    visitor: visitor.midaUuid,
    by: identifier.by,
    receivedAtMs: world.options.nowMs(),
    source: 'api' as const,
  }
  return parsed(world.events.record(event, Buffer.byteLength(JSON.stringify(seed))))
}

const TEXTS = ['projectKey', 'name', 'midaUuid', 'id', 'email']

/** Reads an event that was sent as JSON. */
export function parseEventSeed(input: unknown): Parsed<EventSeed> {
  if (!isRecord(input)) return unparsed('An event must be an object')
  const unknownField = Object.keys(input).find((name) => name !== 'properties' && !TEXTS.includes(name))
  if (unknownField !== undefined)
    return unparsed(`${unknownField} is unknown; there are ${TEXTS.join(', ')}, properties`)

  for (const field of TEXTS) {
    const value = input[field]
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      return unparsed(`${field} must be a string that is not empty`)
    }
  }
  if (input.name === undefined) return unparsed('name is required')
  if (input.properties !== undefined && !isRecord(input.properties))
    return unparsed('properties must be an object')
  return parsed(input as EventSeed)
}
