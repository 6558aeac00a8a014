// Where the browser script reports to: a visit, an identify, an event. Open to every origin, without credentials.
import {
  type Answer,
  type ApiRequest,
  answerWith,
  errorAnswer,
  jsonAnswer,
  type Outcome,
  queryOf,
} from '../http/exchange.ts'
import { isRecord, parseJsonObject } from '../http/json.ts'
import { identify } from '../state/identify.ts'
import type { Project } from '../state/project.ts'
import type { Visitor } from '../state/visitor.ts'
import type { World } from '../world.ts'
import { parseClaim } from './parse-claim.ts'
import { readDelayMs } from './script-options.ts'

/** Lets any page read the answer; the API itself never sends these. */
export const OPEN_TO_ALL: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-methods': 'GET, POST',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'no-store',
}

const UUID_LIMIT = 200

export function answerPreflight(): Outcome {
  return answerWith({ status: 204, headers: OPEN_TO_ALL, body: '' })
}

/** The script's first request. The visitor exists from the moment it is answered, also when that is late. */
export function collectVisit(world: World, request: ApiRequest): Outcome {
  const afterMs = readDelayMs(queryOf(request), 'delay_ms')
  if (afterMs === null) return answerWith(errorAnswer(400, 'delay_ms is out of range', OPEN_TO_ALL))

  const makeAnswer = () =>
    withReport(world, request, (project, report) => {
      const visitor = welcome(project, report.uuid)
      const { experiments, featureFlags } = world.options
      const variants = typeof experiments === 'function' ? experiments(visitor) : experiments
      return jsonAnswer(200, { uuid: visitor.midaUuid, experiments: variants, featureFlags }, OPEN_TO_ALL)
    })
  return afterMs === 0 ? answerWith(makeAnswer()) : { kind: 'later', afterMs, makeAnswer }
}

export function collectIdentify(world: World, request: ApiRequest): Outcome {
  const answer = withReport(world, request, (project, report) => {
    const visitor = findVisitor(project, report.uuid)
    if (!visitor) return errorAnswer(400, 'Visitor not found', OPEN_TO_ALL)
    const claim = parseClaim(report.attributes)
    if (!claim.ok) return errorAnswer(400, claim.error, OPEN_TO_ALL)

    const moveEvents = (from: string, to: string) => world.events.move(project.projectKey, from, to)
    const known = identify(visitor, claim.value, { ...project, moveEvents })
    return jsonAnswer(200, { uuid: known.midaUuid }, OPEN_TO_ALL)
  })
  return answerWith(answer)
}

export function collectEvent(world: World, request: ApiRequest): Outcome {
  const answer = withReport(world, request, (project, { uuid, name, properties }) => {
    const visitor = findVisitor(project, uuid)
    if (!visitor) return errorAnswer(400, 'Visitor not found', OPEN_TO_ALL)
    if (typeof name !== 'string' || name === '') return errorAnswer(400, 'name is required', OPEN_TO_ALL)
    if (!isRecord(properties)) return errorAnswer(400, 'properties must be an object', OPEN_TO_ALL)

    const { projectKey } = project
    const receivedAtMs = world.options.nowMs()
    const event = { projectKey, name, properties, visitor: visitor.midaUuid, receivedAtMs }
    world.events.record({ ...event, by: 'script', source: 'script' })
    return jsonAnswer(200, { success: true }, OPEN_TO_ALL)
  })
  return answerWith(answer)
}

type Report = Readonly<Record<string, unknown>>

function withReport(
  world: World,
  request: ApiRequest,
  use: (project: Project, report: Report) => Answer,
): Answer {
  const report = parseJsonObject(request.body)
  if (!report.ok) return errorAnswer(400, report.error, OPEN_TO_ALL)

  const { key } = report.value
  if (typeof key !== 'string') return errorAnswer(400, 'key must be a string', OPEN_TO_ALL)

  const project = world.projects.get(key)
  if (!project) return errorAnswer(404, 'Unknown project key', OPEN_TO_ALL)

  const answer = use(project, report.value)
  world.changes.tell()
  return answer
}

/** A known uuid stays who it is; an unknown one (the emulator was restarted) exists again; a retired one never does. */
function welcome(project: Project, uuid: unknown): Visitor {
  const known = findVisitor(project, uuid)
  if (known) return known

  const isKept = typeof uuid === 'string' && uuid !== '' && uuid.length <= UUID_LIMIT
  const visitor = project.makeVisitor(isKept && !project.visitors.isRetired(uuid) ? uuid : undefined)
  project.visitors.put(visitor)
  return visitor
}

function findVisitor(project: Project, uuid: unknown): Visitor | undefined {
  return typeof uuid === 'string' ? project.visitors.find({ by: 'mida_uuid', value: uuid }) : undefined
}
