// An accepted event as the outbox keeps it, and as the hooks hear of it when it comes out again, maybe in another process.
import type { Delivery, EventRule, Guarantee, JsonObject, RequestFailure, Visitor } from '@mida-kit/contract'
import type { Draft } from '../draft.ts'
import type { Identifier } from '../job.ts'
import type { MetadataNames, TrackedEvent } from '../options.ts'
import type { Runtime } from '../runtime.ts'
import type { OutboxEntry } from './outbox.ts'

/** What became of an event that was taken nowhere. */
export type NotTaken = Extract<Delivery, { status: 'failed' | 'skipped' }>

/** An event that is checked and complete: hand `entry` to the outbox's `write` inside your transaction. */
export type PreparedTrack =
  | { readonly status: 'prepared'; readonly eventId: string; readonly entry: OutboxEntry }
  | NotTaken

/** An event that fits the catalogue, and what is sent for it. */
export type AcceptedEvent = {
  readonly tracked: TrackedEvent
  readonly draft: Draft
  readonly guarantee: Guarantee
  /** Infinity where it never is too old to be sent. */
  readonly expiresAtMs: number
}

/** Until when the event may be sent: Infinity where it has no `maxAge`. */
export function toExpiresAtMs({ occurredAt }: TrackedEvent, { maxAgeMs }: EventRule): number {
  return maxAgeMs === undefined ? Number.POSITIVE_INFINITY : Date.parse(occurredAt) + maxAgeMs
}

/** Told where an event is prepared for an outbox that is not there. */
export const NO_OUTBOX: RequestFailure = {
  code: 'outbox_unavailable',
  message: 'createMida was given no outbox.',
}

export function toEntry(
  { tracked, draft, guarantee, expiresAtMs }: AcceptedEvent,
  { project, runtime }: { readonly project: string; readonly runtime: Pick<Runtime, 'nowMs'> },
): OutboxEntry {
  return {
    project,
    eventId: tracked.eventId,
    eventName: tracked.name,
    lane: tracked.from,
    visitorKey: draft.visitorKeys[0],
    identifiers: draft.identifiers,
    propertiesJson: draft.propertiesJson,
    guarantee,
    occurredAt: tracked.occurredAt,
    keys: draft.keys,
    acceptedAtMs: runtime.nowMs(),
    expiresAtMs: Number.isFinite(expiresAtMs) ? expiresAtMs : null,
  }
}

/** What the hooks hear: the kit's own properties are not the event's. */
export function toTrackedEvent(entry: OutboxEntry, names: Required<MetadataNames>): TrackedEvent {
  const { eventId, eventName, lane, occurredAt } = entry
  return {
    eventId,
    name: eventName,
    from: lane,
    occurredAt,
    visitor: toVisitor(entry.identifiers),
    properties: readProperties(entry.propertiesJson, names),
  }
}

function toVisitor(identifiers: readonly Identifier[]): Visitor | null {
  const valueBy = (by: Identifier['by']): string | undefined =>
    identifiers.find((identifier) => identifier.by === by)?.value
  const [id, midaUuid, email] = [valueBy('id'), valueBy('mida_uuid'), valueBy('email')]
  const uuid = midaUuid === undefined ? {} : { midaUuid }
  const mail = email === undefined ? {} : { email }
  if (id !== undefined) return { id, ...uuid, ...mail }
  if (midaUuid !== undefined) return { midaUuid, ...mail }
  return email === undefined ? null : { email }
}

function readProperties(json: string | undefined, names: Required<MetadataNames>): JsonObject | undefined {
  if (json === undefined) return undefined
  const properties: JsonObject = JSON.parse(json)
  const own = Object.entries(properties).filter(([name]) => !Object.values(names).includes(name))
  return own.length === 0 ? undefined : Object.fromEntries(own)
}
