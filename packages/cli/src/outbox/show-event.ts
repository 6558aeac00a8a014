// One stored event as it is shown: personal data is hidden unless it is asked for, and every text is harmless.
import type { StoredEvent } from '@mida-kit/server'
import { isRecord, parseJson } from '../text/json.ts'

/** What is shown of an event, in `list --json` and in exports; documented in docs/cli.md. */
export type ShownEvent = {
  readonly id: number
  readonly state: StoredEvent['state']
  readonly event: string
  readonly eventId: string
  readonly lane: StoredEvent['lane']
  readonly project: string
  /** By identifier: `id`, `mida_uuid`, `email`. Null where the stored row cannot be read. */
  readonly visitor: Readonly<Record<string, string>> | null
  readonly properties: unknown
  readonly occurredAt: string | null
  readonly acceptedAt: string
  readonly failedTries: number
  readonly code: string | null
  readonly message: string | null
}

const HIDDEN = '[hidden]'
const SHOWN_CHARACTERS = 4
const EMAIL = /[^\s@"'<>()]+@[^\s@"'<>()]+\.[^\s@"'<>()]+/g

export function toShownEvent(
  stored: StoredEvent,
  { hasPersonalData }: { hasPersonalData: boolean },
): ShownEvent {
  const { id, state, eventName, eventId, lane, project, identifiers, message } = stored
  return {
    id,
    state,
    event: eventName,
    eventId,
    lane,
    project,
    visitor: identifiers && toVisitor(identifiers, hasPersonalData),
    properties: toProperties(stored.propertiesJson, hasPersonalData),
    occurredAt: stored.occurredAt,
    acceptedAt: toIsoTime(stored.acceptedAtMs),
    failedTries: stored.failedTries,
    code: stored.code,
    message: message === null || hasPersonalData ? message : message.replaceAll(EMAIL, HIDDEN),
  }
}

/** Enough of an identifier to tell two apart, unless all of it is wanted; nothing of an email. */
function toVisitor(
  identifiers: NonNullable<StoredEvent['identifiers']>,
  hasPersonalData: boolean,
): Record<string, string> {
  const show = (by: string, value: string): string => {
    if (hasPersonalData) return value
    if (by === 'email') return HIDDEN
    return value.length <= SHOWN_CHARACTERS ? '…' : `${value.slice(0, SHOWN_CHARACTERS)}…`
  }
  return Object.fromEntries(identifiers.map(({ by, value }) => [by, show(by, value)]))
}

/** The kit's own properties name nobody; of the app's own only the names are shown. */
const OF_THE_KIT = ['kit_event_id', 'occurred_at', 'sent_from']

function toProperties(json: string | undefined, hasPersonalData: boolean): unknown {
  if (json === undefined) return null
  const parsed = parseJson(json)
  if (hasPersonalData) return parsed === undefined ? json : parsed
  if (!isRecord(parsed)) return HIDDEN
  const shown = Object.entries(parsed).map(([name, value]) => [
    name,
    OF_THE_KIT.includes(name) ? value : HIDDEN,
  ])
  return Object.fromEntries(shown)
}

function toIsoTime(atMs: number): string {
  const date = new Date(atMs)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}
