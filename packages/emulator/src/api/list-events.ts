// GET /v2/project/{project_key}/events: what was recorded, newest first. It writes nothing.
import { type Answer, type ApiRequest, errorAnswer, jsonAnswer, queryOf } from '../http/exchange.ts'
import { type Parsed, parsed, unparsed } from '../http/json.ts'
import type { RecordedEvent } from '../state/event-store.ts'
import type { World } from '../world.ts'
import { authenticate } from './authenticate.ts'

const DEFAULT_LIMIT = 100
const LARGEST_LIMIT = 500
const DAY_MS = 24 * 60 * 60 * 1_000

type ListQuery = Readonly<{
  limit: number
  offset: number
  name: string | null
  fromMs: number
  beforeMs: number
}>

export function listEvents(world: World, request: ApiRequest, projectKey: string): Answer {
  if (!authenticate(world, request, projectKey)) return errorAnswer(401, 'Invalid or missing API key')

  const query = parseQuery(queryOf(request))
  if (!query.ok) return errorAnswer(400, query.error)

  const matching = world.events.list(projectKey).filter((event) => isListed(event, query.value))
  const { offset, limit } = query.value
  const events = matching
    .reverse()
    .slice(offset, offset + limit)
    .map(toWire)
  return jsonAnswer(200, { success: true, company_id: 1, count: events.length, events })
}

function isListed(event: RecordedEvent, query: ListQuery): boolean {
  if (query.name !== null && event.name !== query.name) return false
  return event.receivedAtMs >= query.fromMs && event.receivedAtMs < query.beforeMs
}

function toWire(event: RecordedEvent): Record<string, unknown> {
  return {
    event_id: event.eventId,
    event_text: event.name,
    event_property: event.properties === null ? null : JSON.stringify(event.properties),
    created_at: new Date(event.receivedAtMs).toISOString(),
  }
}

function parseQuery(query: URLSearchParams): Parsed<ListQuery> {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT)
  const offset = Number(query.get('offset') ?? 0)
  if (!isDigits(query.get('limit')) || limit < 1 || limit > LARGEST_LIMIT) {
    return unparsed(`limit must be an integer from 1 to ${LARGEST_LIMIT}`)
  }
  if (!isDigits(query.get('offset'))) return unparsed('offset must be an integer from 0')

  const fromMs = parseDayMs(query.get('start_date'), Number.NEGATIVE_INFINITY)
  const lastDayMs = parseDayMs(query.get('end_date'), Number.POSITIVE_INFINITY)
  if (fromMs === null) return unparsed('start_date must be a date, YYYY-MM-DD')
  if (lastDayMs === null) return unparsed('end_date must be a date, YYYY-MM-DD')
  return parsed({ limit, offset, name: query.get('event_text'), fromMs, beforeMs: lastDayMs + DAY_MS })
}

function isDigits(text: string | null): boolean {
  return text === null || /^\d{1,9}$/.test(text)
}

/** The start of a day in UTC. A day that no calendar has is refused. */
function parseDayMs(text: string | null, otherwise: number): number | null {
  if (text === null) return otherwise
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms : null
}
