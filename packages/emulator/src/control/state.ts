// GET /emulator/state: what the page shows, as JSON. API keys are not part of it.
import {
  type ApiRequest,
  answerWith,
  errorAnswer,
  jsonAnswer,
  type Outcome,
  queryOf,
} from '../http/exchange.ts'
import type { Project } from '../state/project.ts'
import type { World } from '../world.ts'

/** The newest visitors and events that are listed; the counts are of all. */
const LISTED = 200

export function readState(world: World, request: ApiRequest): Outcome {
  const projectKey = queryOf(request).get('project') || null
  const chosen = projectKey === null ? undefined : world.projects.get(projectKey)
  if (projectKey !== null && !chosen) return answerWith(errorAnswer(404, 'There is no such project'))

  const projects: Project[] = chosen ? [chosen] : [...world.projects.values()]
  const visitors = projects.flatMap((project) => project.visitors.list())
  const events = world.events.list(chosen?.projectKey)
  const state = {
    projects: [...world.projects.keys()],
    visitorCount: visitors.length,
    visitors: visitors.toSorted((left, right) => right.firstSeenMs - left.firstSeenMs).slice(0, LISTED),
    eventCount: events.length,
    droppedEventCount: world.events.droppedCount(chosen?.projectKey),
    events: events.slice(-LISTED).reverse(),
  }
  return answerWith(jsonAnswer(200, state, { 'cache-control': 'no-store' }))
}
