// One line of a state file, and reading it back.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { RecordedEvent } from '../state/event-store.ts'
import type { Merge } from '../state/merge-log.ts'
import { isAttributeValue, type Visitor } from '../state/visitor.ts'

export type StateEntry =
  | { kind: 'visitor'; visitor: Visitor }
  | { kind: 'merge'; merged: string; into: Visitor; atMs: number }
  | { kind: 'event'; event: RecordedEvent }
  /** A uuid that is unknown for good. */
  | { kind: 'retired'; projectKey: string; midaUuid: string }
  /** A merge that visitors and events show already. */
  | { kind: 'noted'; merge: Omit<Merge, 'mergeId'> }

/** The first line of every state file. */
export const STATE_HEADER = '{"mida_emulator_state":1}'

export function parseStateEntry(line: string): Parsed<StateEntry> {
  const json = parseJson(line)
  if (!isRecord(json)) return unparsed('it is not a JSON object')
  switch (json.kind) {
    case 'visitor':
      return checked(json, isVisitor(json.visitor))
    case 'merge':
      return checked(json, typeof json.merged === 'string' && isVisitor(json.into) && isNumber(json.atMs))
    case 'event':
      return checked(json, isEvent(json.event))
    case 'retired':
      return checked(json, hasTexts(json, ['projectKey', 'midaUuid']))
    case 'noted':
      return checked(
        json,
        isRecord(json.merge) &&
          hasTexts(json.merge, ['projectKey', 'from', 'into']) &&
          isNumber(json.merge.atMs),
      )
    default:
      return unparsed(`its kind is ${JSON.stringify(json.kind)}`)
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function checked(json: Record<string, unknown>, isRight: boolean): Parsed<StateEntry> {
  return isRight ? parsed(json as StateEntry) : unparsed(`its ${String(json.kind)} is incomplete`)
}

function isVisitor(value: unknown): value is Visitor {
  if (!isRecord(value) || !hasTexts(value, ['projectKey', 'midaUuid'])) return false
  const { aliases, id, email, attributes, firstSeenMs, knownFromMs } = value
  if (!Array.isArray(aliases) || !aliases.every((alias) => typeof alias === 'string')) return false
  if (!isTextOrNull(id) || !isTextOrNull(email)) return false
  if (!isRecord(attributes) || !Object.values(attributes).every(isAttributeValue)) return false
  return isNumber(firstSeenMs) && isNumber(knownFromMs)
}

function isEvent(value: unknown): value is RecordedEvent {
  if (!isRecord(value) || !hasTexts(value, ['projectKey', 'name', 'visitor', 'by', 'source'])) return false
  const { eventId, receivedAtMs, properties } = value
  return isNumber(eventId) && isNumber(receivedAtMs) && (properties === null || isRecord(properties))
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}
