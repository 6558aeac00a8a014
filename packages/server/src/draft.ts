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
  /** An event that is known by one of these is a duplicate. */
  readonly lookedKeys: readonly string[]
  /** The keys by which this event will be known. */
  readonly heldKeys: readonly string[]
  readonly properties: JsonObject | undefined
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
  const ownKey = toEventKey(visitorKey, acceptance.event.eventId)
  const { from, name } = acceptance.event
  // A browser must not be able to claim a server's key, or another visitor's, first.
  const scope = from === 'server' ? '' : visitorKey
  const shared = dedupeKey === null ? [] : [JSON.stringify(['dedupe', from, name, scope, dedupeKey])]
  return {
    identifiers: [first, ...others],
    visitorKey,
    lookedKeys: [ownKey, ...shared],
    // Also by the other identifiers: the same event may come again after a logout, by its uuid alone.
    heldKeys: [
      ownKey,
      ...others.map((other) => toEventKey(toVisitorKey(other), acceptance.event.eventId)),
      ...shared,
    ],
    properties: addMetadata(acceptance, names),
  }
}

function findIdentifierFault({ by, value }: Identifier): RequestFailure | null {
  const isUsable = by === 'mida_uuid' ? isMidaUuid(value) : isIdentifier(value)
  if (isUsable) return null
  const field = `visitor.${by === 'mida_uuid' ? 'midaUuid' : by}`
  return { code: 'invalid_visitor', message: `${field} is not an identifier that Mida can have.`, field }
}

function readDedupeKey({ rule, properties }: PreparedEvent): string | RequestFailure | null {
  if (!rule.dedupeKey) return null
  const field = 'dedupeKey'
  try {
    const read: (properties: never) => unknown = rule.dedupeKey
    const key = read((properties ?? {}) as never)
    if (typeof key === 'string' && key !== '') return key
  } catch {
    return { code: 'invalid_event', message: 'The dedupeKey of the event threw.', field }
  }
  return { code: 'invalid_event', message: 'The dedupeKey of the event must give a text.', field }
}

function toVisitorKey({ by, value }: Identifier): string {
  return `${by}:${value}`
}

function toEventKey(visitorKey: string, eventId: string): string {
  return JSON.stringify(['event', visitorKey, eventId])
}

function addMetadata(
  { event, prepared, page }: Acceptance,
  names: Required<MetadataNames>,
): JsonObject | undefined {
  const added: Record<string, string> = {}
  if (names.eventId) added[names.eventId] = event.eventId
  if (names.occurredAt) added[names.occurredAt] = event.occurredAt
  if (names.sentFrom) added[names.sentFrom] = event.from
  const properties = { ...page, ...prepared.properties, ...added }
  return Object.keys(properties).length === 0 ? undefined : properties
}
