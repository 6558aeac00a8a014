// Turns an accepted event into what the queue needs: identifiers, the keys it is known by, and what is sent.
import {
  isIdentifier,
  isMidaUuid,
  type JsonObject,
  type RequestFailure,
  type Visitor,
} from '@mida-kit/contract'
import { type Identifier, type Job, toIdentifiers } from './job.ts'
import type { MetadataNames, TrackedEvent } from './options.ts'
import type { PreparedEvent } from './prepare.ts'

/** An event that fits the catalogue, and whom it is for. */
export type Acceptance = {
  readonly event: Omit<TrackedEvent, 'visitor' | 'properties'>
  readonly prepared: PreparedEvent
  readonly visitor: Visitor
  /** What the browser said of its page; sent as properties, below the event's own. */
  readonly page?: JsonObject | undefined
}

export type Draft = {
  readonly identifiers: Job['identifiers']
  readonly visitorKeys: readonly [string, ...string[]]
  /** An event that is known by one of these is a duplicate; then it is known by all of them. */
  readonly keys: readonly string[]
  /** Those of them that are known in every process, where the app has a store for that. */
  readonly claims: readonly string[]
  readonly propertiesJson: string | undefined
  /** Size of the properties. */
  readonly bytes: number
}

/** Bytes of an event's properties, unless its catalogue entry says otherwise. */
const MAX_PROPERTIES_BYTES = 256 * 1_024

/** Depends on nothing but its arguments; what is wrong with the visitor or the `dedupeKey` comes back as a failure. */
export function toDraft(acceptance: Acceptance, names: Required<MetadataNames>): Draft | RequestFailure {
  const identifiers = toIdentifiers(acceptance.visitor)
  for (const identifier of identifiers) {
    const fault = findIdentifierFault(identifier)
    if (fault) return fault
  }
  if (!isSomebody(identifiers))
    return { code: 'no_visitor', message: 'Nobody is named: pass a visitor with an id, email or midaUuid.' }

  const dedupeKey = readDedupeKey(acceptance.prepared)
  if (typeof dedupeKey === 'object' && dedupeKey !== null) return dedupeKey
  const propertiesJson = writeProperties(acceptance, names)
  const bytes = propertiesJson === undefined ? 0 : countBytes(propertiesJson)
  const maxBytes = acceptance.prepared.rule.limits.bytes ?? MAX_PROPERTIES_BYTES
  if (bytes > maxBytes) return toTooLarge(bytes, maxBytes)
  const visitorKeys = toVisitorKeys(identifiers)
  const { keys, claims } = toKeys(acceptance, { visitorKeys, dedupeKey })
  return { identifiers, visitorKeys, keys, claims, propertiesJson, bytes }
}

function isSomebody(identifiers: readonly Identifier[]): identifiers is Job['identifiers'] {
  return identifiers.length > 0
}

function toVisitorKeys([first, ...others]: Job['identifiers']): Draft['visitorKeys'] {
  return others.length === 0 ? [toVisitorKey(first)] : [toVisitorKey(first), ...others.map(toVisitorKey)]
}

const NO_KEYS: Pick<Draft, 'keys' | 'claims'> = { keys: [], claims: [] }

/** The event's id with each identifier: the same event may come again after a login or a logout. */
function toKeys(
  { event: { from, name, eventId } }: Acceptance,
  {
    visitorKeys,
    dedupeKey,
  }: { readonly visitorKeys: Draft['visitorKeys']; readonly dedupeKey: string | null },
): Pick<Draft, 'keys' | 'claims'> {
  // A server's own id is made anew by each call: only a browser sends one again.
  if (from === 'server' && dedupeKey === null) return NO_KEYS
  const keys = from === 'browser' ? visitorKeys.map((key) => JSON.stringify(['event', key, eventId])) : []
  if (dedupeKey === null) return { keys, claims: keys.slice(0, 1) }
  // A browser must not be able to claim a server's key, or another visitor's, first.
  const scope = from === 'server' ? '' : visitorKeys[0]
  const dedupe = JSON.stringify(['dedupe', from, name, scope, dedupeKey])
  return { keys: [...keys, dedupe], claims: [...keys.slice(0, 1), dedupe] }
}

function toTooLarge(bytes: number, maxBytes: number): RequestFailure {
  const message = `properties: are ${bytes} bytes as JSON, more than ${maxBytes}`
  return { code: 'invalid_properties', message, field: 'properties' }
}

const ENCODER = new TextEncoder()
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with the control characters.
const ASCII = /^[\u0000-\u007f]*$/

function countBytes(json: string): number {
  return ASCII.test(json) ? json.length : ENCODER.encode(json).byteLength
}

function findIdentifierFault({ by, value }: Identifier): RequestFailure | null {
  const isUsable = by === 'mida_uuid' ? isMidaUuid(value) : isIdentifier(value)
  if (isUsable) return null
  const field = `visitor.${by === 'mida_uuid' ? 'midaUuid' : by}`
  return { code: 'invalid_visitor', message: `${field}: is not an identifier that Mida can have.`, field }
}

function readDedupeKey({ rule, properties }: PreparedEvent): string | RequestFailure | null {
  if (!rule.dedupeKey) return null
  const field = 'dedupeKey'
  try {
    // The catalogue typed the function for this schema's output.
    const key: unknown = rule.dedupeKey((properties ?? {}) as never)
    if (typeof key === 'string' && key !== '') return key
  } catch {
    return { code: 'invalid_event', message: 'The dedupeKey of the event threw.', field }
  }
  return { code: 'invalid_event', message: 'The dedupeKey of the event must give a text.', field }
}

/** Tells visitors apart, as `id:ann`. */
export function toVisitorKey({ by, value }: Identifier): string {
  return `${by}:${value}`
}

/** The kit's own properties stand above the event's, which stand above what the browser says of its page. */
function writeProperties(
  { event, prepared, page }: Acceptance,
  names: Required<MetadataNames>,
): string | undefined {
  const properties: Record<string, unknown> = { ...page, ...prepared.properties }
  if (names.eventId) properties[names.eventId] = event.eventId
  if (names.occurredAt) properties[names.occurredAt] = event.occurredAt
  if (names.sentFrom) properties[names.sentFrom] = event.from
  const json = JSON.stringify(properties)
  return json === '{}' ? undefined : json
}
