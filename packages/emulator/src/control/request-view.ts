// GET /emulator/request: one request and its answer as they went over the wire, by its number or its event's.
import {
  type ApiRequest,
  answerWith,
  errorAnswer,
  jsonAnswer,
  type Outcome,
  queryOf,
} from '../http/exchange.ts'
import type { LoggedRequest } from '../http/request-log.ts'
import type { World } from '../world.ts'

/** A logged request whose API key shows its last four characters alone. */
export type RequestView = LoggedRequest

const SECRETS = ['authorization', 'x-api-key', 'api-key']
const SHOWN = 4

export function readRequest(world: World, request: ApiRequest): Outcome {
  const query = queryOf(request)
  const eventId = Number(query.get('event'))
  const logged = query.has('event')
    ? world.requests.list().findLast((candidate) => candidate.eventId === eventId)
    : world.requests.find(Number(query.get('id')))
  if (!logged) return answerWith(errorAnswer(404, 'The log does not hold this request'))
  const view: RequestView = { ...logged, headers: hideKeys(logged.headers) }
  return answerWith(jsonAnswer(200, view, { 'cache-control': 'no-store' }))
}

/** A page that is shown to others must not show keys; the last characters tell which key it was. */
function hideKeys(headers: LoggedRequest['headers']): LoggedRequest['headers'] {
  const entries = Object.entries(headers).map(([name, value]) =>
    SECRETS.includes(name) ? [name, hideKey(value)] : [name, value],
  )
  return Object.fromEntries(entries)
}

function hideKey(value: string): string {
  const [, scheme = '', key = value] = /^(bearer +)(.*)$/i.exec(value) ?? []
  return `${scheme}…${key.length > 2 * SHOWN ? key.slice(-SHOWN) : ''}`
}
