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
  readonly visitorKey: string
  /** An event that is known by one of these is a duplicate; then it is known by all of them. */
  readonly keys: readonly string[]
  readonly propertiesJson: string | undefined
}

/** Depends on nothing but its arguments; what is wrong with the visitor or the `dedupeKey` comes back as a failure. */
export function toDraft(acceptance: Acceptance, names: Required<MetadataNames>): Draft | RequestFailure {
  const identifiers = toIdentifiers(acceptance.visitor)
  const fault = identifiers.map(findIdentifierFault).find((failure) => failure !== null)
  if (fault) return fault
  const [first, ...others] = identifiers
  if (!first)
    return { code: 'no_visitor', message: 'Nobody is named: pass a visitor with an id, email or midaUuid.' }

  const dedupeKey = readDedupeKey(acceptance.prepared)
  if (typeof dedupeKey === 'object' && dedupeKey !== null) return dedupeKey
  const visitorKey = toVisitorKey(first)
  const { from, name, eventId } = acceptance.event
  // By every identifier: the same event may come again after a login or a logout.
  const keys = identifiers.map((identifier) => JSON.stringify(['event', toVisitorKey(identifier), eventId]))
  if (dedupeKey !== null) {
    // A browser must not be able to claim a server's key, or another visitor's, first.
    const scope = from === 'server' ? '' : visitorKey
    keys.push(JSON.stringify(['dedupe', name, scope, dedupeKey]))
  }
  return {
    identifiers: [first, ...others],
    visitorKey,
    keys,
    propertiesJson: writeProperties(acceptance, names),
  }
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

function toVisitorKey({ by, value }: Identifier): string {
  return `${by}:${value}`
}

/** The kit's own properties stand above the event's, which stand above what the browser says of its page. */
function writeProperties(
  { event, prepared, page }: Acceptance,
  names: Required<MetadataNames>,
): string | undefined {
  const added: Record<string, string> = {}
  if (names.eventId) added[names.eventId] = event.eventId
  if (names.occurredAt) added[names.occurredAt] = event.occurredAt
  if (names.sentFrom) added[names.sentFrom] = event.from
  const properties = { ...page, ...prepared.properties, ...added }
  return Object.keys(properties).length === 0 ? undefined : JSON.stringify(properties)
}
