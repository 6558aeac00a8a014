// The body of a Create Event call, as create-event documents it. Fields that are not documented are ignored.
import { isRecord, type Parsed, parsed, parseJsonObject, unparsed } from '../http/json.ts'
import { type Identifier, toIdentifier } from '../state/visitor.ts'

export type EventRequest = Readonly<{
  name: string
  identifier: Identifier
  properties: Readonly<Record<string, unknown>> | null
}>

const TEXT_FIELDS = ['event_name', 'mida_uuid', 'id', 'email'] as const

export function parseEvent(text: string): Parsed<EventRequest> {
  const body = parseJsonObject(text)
  if (!body.ok) return body

  const texts = readTexts(body.value)
  if (!texts.ok) return texts
  const { event_name: name, mida_uuid: midaUuid, id, email } = texts.value
  if (name === undefined) return unparsed('event_name is required')

  const identifier = toIdentifier({
    ...(midaUuid && { midaUuid }),
    ...(id && { id }),
    ...(email && { email }),
  })
  if (identifier === null) return unparsed('One of mida_uuid, email or id is required')

  const { properties } = body.value
  if (properties === undefined) return parsed({ name, identifier, properties: null })
  if (!isRecord(properties)) return unparsed('properties must be an object')
  return parsed({ name, identifier, properties })
}

/** An empty text counts as not given. */
function readTexts(
  body: Record<string, unknown>,
): Parsed<Partial<Record<(typeof TEXT_FIELDS)[number], string>>> {
  const texts: Partial<Record<(typeof TEXT_FIELDS)[number], string>> = {}
  for (const field of TEXT_FIELDS) {
    const value = body[field]
    if (value === undefined || value === '') continue
    if (typeof value !== 'string') return unparsed(`${field} must be a string`)
    texts[field] = value
  }
  return parsed(texts)
}
