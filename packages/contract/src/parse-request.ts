// Reads the body of `POST {endpoint}`: from unknown to typed parts, or to a reason that names the field.
// Hand-written: the protocol needs no schema library, on either side.
import { isCleanText, isEventName, isForbiddenKey, isIdentifier, isKitEventId, isMidaUuid } from './names.ts'
import { findPropertyFault, isPlainObject } from './parse-properties.ts'
import {
  type Consent,
  type EndpointError,
  type EndpointRequest,
  PROTOCOL_LIMITS,
  type WireEvent,
  type WireVisitor,
} from './protocol.ts'

/** Why one event of a request cannot be taken; the request's other events are not touched by it. */
export type EventRefusal = {
  readonly code: 'invalid_event' | 'invalid_properties' | 'identifier_not_allowed'
  readonly message: string
  readonly field: string
}

/** One event of a request, or why it is refused. */
export type ParsedEvent =
  | { readonly ok: true; readonly event: WireEvent }
  | { readonly ok: false; readonly refusal: EventRefusal }

/** A request as it was read, or why it is refused whole. */
export type ParsedRequest =
  | {
      readonly ok: true
      readonly events: readonly ParsedEvent[]
      readonly visitor: WireVisitor | null
      readonly forget: boolean
    }
  | { readonly ok: false; readonly error: EndpointError }

/** Reads a body that was parsed as JSON. Unknown fields are passed over; an `id` or `email` is refused. */
export function parseEndpointRequest(body: unknown): ParsedRequest {
  if (!isPlainObject(body)) return refuse('invalid_request', 'The body must be a JSON object.')
  const identifier = findIdentifier(body, '') ?? findForbiddenKey(body, '')
  if (identifier) return { ok: false, error: identifier }

  const { events, visitor, forget } = body as { [Part in keyof EndpointRequest]: unknown }
  if (events === undefined && visitor === undefined && forget === undefined) {
    return refuse('invalid_request', 'The body holds none of events, visitor, forget.')
  }
  if (forget !== undefined && forget !== true)
    return refuse('invalid_request', 'forget must be true.', 'forget')
  if (events !== undefined && !Array.isArray(events)) {
    return refuse('invalid_request', 'events must be a list.', 'events')
  }
  const list: readonly unknown[] = events ?? []
  if (list.length > PROTOCOL_LIMITS.eventCount) {
    return refuse('invalid_request', `events holds more than ${PROTOCOL_LIMITS.eventCount} events.`, 'events')
  }
  const claim = visitor === undefined ? null : parseVisitor(visitor)
  if (claim && 'code' in claim) return { ok: false, error: claim }
  return { ok: true, events: list.map(parseEvent), visitor: claim, forget: forget === true }
}

function parseVisitor(input: unknown): WireVisitor | EndpointError {
  if (!isPlainObject(input)) return invalid('visitor must be an object.', 'visitor')
  const identifier = findIdentifier(input, 'visitor.') ?? findForbiddenKey(input, 'visitor.')
  if (identifier) return identifier
  const { mida_uuid, as, consent } = input
  if (!isMidaUuid(mida_uuid)) return invalid('visitor.mida_uuid is not a uuid.', 'visitor.mida_uuid')
  if (!isTag(as)) return invalid('visitor.as must be a user id or null.', 'visitor.as')
  if (!isConsent(consent)) return invalid('visitor.consent is not a consent.', 'visitor.consent')
  return { mida_uuid, as, consent }
}

function parseEvent(input: unknown, index: number): ParsedEvent {
  const at = `events[${index}]`
  if (!isPlainObject(input)) return refuseEvent('invalid_event', at, 'must be an object')
  const identifier = findIdentifier(input, `${at}.`)
  if (identifier)
    return refuseEvent('identifier_not_allowed', identifier.field ?? at, 'is not taken from a browser')

  const forbidden = findForbiddenKey(input, `${at}.`)
  if (forbidden) return refuseEvent('invalid_event', forbidden.field ?? at, 'is a forbidden key')

  const fields: { [Field in keyof WireEvent]: unknown } = input as never
  const bad = findBadField(fields)
  if (bad) return refuseEvent('invalid_event', `${at}.${bad.field}`, bad.message)
  const fault =
    fields.properties === undefined ? null : findPropertyFault(fields.properties, `${at}.properties`)
  if (fault) return refuseEvent('invalid_properties', fault.path, fault.message)
  return { ok: true, event: pickFields(fields as WireEvent) }
}

type FieldRule = {
  readonly field: keyof WireEvent
  readonly holds: (value: unknown) => boolean
  readonly message: string
}

const FIELD_RULES: readonly FieldRule[] = [
  { field: 'kit_event_id', holds: isKitEventId, message: 'must be 8 to 64 letters, digits, _ or -' },
  { field: 'event_name', holds: isEventName, message: 'must be a text of 1 to 128 characters' },
  { field: 'mida_uuid', holds: optional(isMidaUuid), message: 'is not a uuid' },
  { field: 'as', holds: isTag, message: 'must be a user id or null' },
  { field: 'consent', holds: isConsent, message: 'must be granted, denied or pending' },
  { field: 'occurred_at', holds: isIsoDate, message: 'must be an ISO 8601 date-time in UTC' },
  {
    field: 'url_origin',
    holds: optional(isOrigin),
    message: 'must be an origin such as https://shop.example',
  },
  { field: 'url_path', holds: optional(isPath), message: 'must be a path such as /pricing' },
]

function findBadField(fields: { [Field in keyof WireEvent]: unknown }): FieldRule | undefined {
  return FIELD_RULES.find((rule) => !rule.holds(fields[rule.field]))
}

function pickFields(event: WireEvent): WireEvent {
  return {
    kit_event_id: event.kit_event_id,
    event_name: event.event_name,
    properties: event.properties,
    mida_uuid: event.mida_uuid,
    as: event.as,
    consent: event.consent,
    occurred_at: event.occurred_at,
    url_origin: event.url_origin,
    url_path: event.url_path,
  }
}

function findIdentifier(input: object, at: string): EndpointError | null {
  const key = ['id', 'email'].find((name) => Object.hasOwn(input, name))
  if (!key) return null
  const field = `${at}${key}`
  return {
    code: 'identifier_not_allowed',
    message: `${field} is not taken from a browser: identity comes from the session.`,
    field,
  }
}

function findForbiddenKey(input: object, at: string): EndpointError | null {
  const key = Object.keys(input).find(isForbiddenKey)
  return key === undefined ? null : invalid(`${at}${key} is a forbidden key.`, `${at}${key}`)
}

function isConsent(value: unknown): value is Consent | undefined {
  return value === undefined || value === 'granted' || value === 'denied' || value === 'pending'
}

function isTag(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || isIdentifier(value)
}

function isIsoDate(value: unknown): boolean {
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/
  return typeof value === 'string' && shape.test(value) && !Number.isNaN(Date.parse(value))
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > PROTOCOL_LIMITS.urlLength) return false
  return /^https?:\/\/[\w.:[\]-]+$/i.test(value)
}

function isPath(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > PROTOCOL_LIMITS.urlLength) return false
  return value.startsWith('/') && isCleanText(value)
}

function optional(holds: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || holds(value)
}

function refuse(code: 'invalid_request', message: string, field?: string): ParsedRequest {
  return { ok: false, error: { code, message, field } }
}

function invalid(message: string, field: string): EndpointError {
  return { code: 'invalid_request', message, field }
}

function refuseEvent(code: EventRefusal['code'], field: string, message: string): ParsedEvent {
  return { ok: false, refusal: { code, message: `${field}: ${message}`, field } }
}
