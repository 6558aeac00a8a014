// A stored row, and back: what is read from the file is unknown until it has passed here.
import type { Guarantee } from '@mida-kit/contract'
import type { Identifier, Job } from '../../job.ts'
import type { ClaimedEvent, OutboxEntry, OutboxState, Progress, StoredEvent } from '../outbox.ts'
import type { Row } from './sql-thread.ts'

/** The fields of an entry that no statement looks at. */
type Details = Pick<OutboxEntry, 'identifiers' | 'guarantee' | 'occurredAt' | 'keys' | 'expiresAtMs'>

export function writeDetails({ identifiers, guarantee, occurredAt, keys, expiresAtMs }: OutboxEntry): string {
  return JSON.stringify({ identifiers, guarantee, occurredAt, keys, expiresAtMs } satisfies Details)
}

/** A claimed row as an event, or null where it cannot be read: by hand or by another version, somebody changed it. */
export function parseClaimed(row: Row): ClaimedEvent | null {
  const entry = parseEntry(row)
  const id = readNumber(row, 'seq')
  return entry && id !== null ? { ...entry, id, progress: readProgress(row) } : null
}

export function parseEntry(row: Row): OutboxEntry | null {
  const details = parseDetails(row.details)
  const { project, lane, event_id, event_name, visitor_key, properties } = row
  const acceptedAtMs = readNumber(row, 'accepted_at_ms')
  if (!details || acceptedAtMs === null || !isProperties(properties)) return null
  if (typeof project !== 'string' || (lane !== 'server' && lane !== 'browser')) return null
  if (typeof event_id !== 'string' || typeof event_name !== 'string' || typeof visitor_key !== 'string') {
    return null
  }
  return {
    project,
    lane,
    eventId: event_id,
    eventName: event_name,
    visitorKey: visitor_key,
    propertiesJson: properties ?? undefined,
    acceptedAtMs,
    ...details,
  }
}

/** A row for people to look at; what cannot be read is null. */
export function toStoredEvent(row: Row): StoredEvent {
  const details = parseDetails(row.details)
  return {
    id: readNumber(row, 'seq') ?? 0,
    project: String(row.project),
    eventId: String(row.event_id),
    eventName: String(row.event_name),
    state: STATES[readNumber(row, 'state') ?? 0] ?? 'dead',
    lane: row.lane === 'browser' ? 'browser' : 'server',
    identifiers: details?.identifiers ?? null,
    propertiesJson: typeof row.properties === 'string' ? row.properties : undefined,
    occurredAt: details?.occurredAt ?? null,
    acceptedAtMs: readNumber(row, 'accepted_at_ms') ?? 0,
    failedTries: readNumber(row, 'failed_tries') ?? 0,
    code: typeof row.code === 'string' ? row.code : null,
    message: typeof row.message === 'string' ? row.message : null,
  }
}

/** By their number in the file. */
export const STATES: readonly OutboxState[] = ['waiting', 'dead', 'in_doubt']

export function readNumber(row: Row | undefined, name: string): number | null {
  const value = row?.[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function readProgress(row: Row): Progress {
  return {
    failedTries: readNumber(row, 'failed_tries') ?? 0,
    notFoundTries: readNumber(row, 'not_found_tries') ?? 0,
    mayBeRecorded: row.may_be_recorded === 1,
  }
}

function isProperties(value: unknown): value is string | null {
  if (value === null) return true
  const parsed = typeof value === 'string' ? parseJson(value) : null
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
}

function parseDetails(text: unknown): Details | null {
  const parsed = typeof text === 'string' ? parseJson(text) : null
  if (typeof parsed !== 'object' || parsed === null) return null
  const { identifiers, guarantee, occurredAt, keys, expiresAtMs }: Partial<Record<keyof Details, unknown>> =
    parsed
  if (!isIdentifiers(identifiers) || !isGuarantee(guarantee) || typeof occurredAt !== 'string') return null
  if (!(expiresAtMs === null || typeof expiresAtMs === 'number') || !isTexts(keys)) return null
  return { identifiers, guarantee, occurredAt, keys, expiresAtMs }
}

function isIdentifiers(value: unknown): value is Job['identifiers'] {
  return Array.isArray(value) && value.length > 0 && value.every(isIdentifier)
}

function isIdentifier(value: unknown): value is Identifier {
  if (typeof value !== 'object' || value === null || !('by' in value) || !('value' in value)) return false
  return typeof value.value === 'string' && ['id', 'mida_uuid', 'email'].includes(String(value.by))
}

function isGuarantee(value: unknown): value is Guarantee {
  return value === 'at-least-once' || value === 'at-most-once'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
