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
import { OPEN_TO_ALL } from './open-to-all.ts'
import { parseClaim } from './parse-claim.ts'
import { readDelayMs } from './script-options.ts'

const UUID_LIMIT = 200

export function answerPreflight(): Outcome {
  return answerWith({ status: 204, headers: OPEN_TO_ALL, body: '' })
}

/** The script's first request. The visitor exists from the moment it is answered, also when that is late. */
export function collectVisit(world: World, request: ApiRequest): Outcome {
  const afterMs = readDelayMs(queryOf(request), 'delay_ms')
  if (afterMs === null) return answerWith(errorAnswer(400, 'delay_ms is out of range', OPEN_TO_ALL))

  const make = () =>
    answerWith(
      withReport(world, request, (project, report) => {
        const visitor = welcome(world, project, request, report.uuid)
        const experiments = world.tests.variantsOf(visitor)
        const featureFlags = world.tests.featureFlags()
        return jsonAnswer(200, { uuid: visitor.midaUuid, experiments, featureFlags }, OPEN_TO_ALL)
      }),
    )
  return afterMs === 0 ? make() : { kind: 'later', afterMs, make }
}

export function collectIdentify(world: World, request: ApiRequest): Outcome {
  const answer = withReport(world, request, (project, report) => {
    const visitor = findVisitor(project, report.uuid)
    if (!visitor) return errorAnswer(400, 'Visitor not found', OPEN_TO_ALL)
    const claim = parseClaim(report.attributes)
    if (!claim.ok) return errorAnswer(400, claim.error, OPEN_TO_ALL)

    const { projectKey } = project
    const moveEvents = (from: string, into: string): void => {
      world.events.move(projectKey, from, into)
      world.merges.add({ projectKey, from, into, atMs: world.options.nowMs() })
    }
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
    world.events.record({ ...event, by: 'script', source: 'script' }, Buffer.byteLength(request.body))
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
function welcome(world: World, project: Project, request: ApiRequest, uuid: unknown): Visitor {
  const known = findVisitor(project, uuid)
  if (known) return known

  const isKept = typeof uuid === 'string' && uuid !== '' && uuid.length <= UUID_LIMIT
  const made = project.makeVisitor(isKept && !project.visitors.isRetired(uuid) ? uuid : undefined)
  const fault = world.faults.take('new_visitor', request)
  const lateMs = fault?.kind === 'delay' ? fault.ms : 0
  const visitor = { ...made, knownFromMs: made.knownFromMs + lateMs }
  project.visitors.put(visitor)
  return visitor
}

function findVisitor(project: Project, uuid: unknown): Visitor | undefined {
  return typeof uuid === 'string' ? project.visitors.find({ by: 'mida_uuid', value: uuid }) : undefined
}
