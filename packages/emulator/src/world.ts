// Everything an emulator knows, in one place that routes are given. It has no behaviour of its own but `reset`.
import { createFaultQueue, type FaultQueue } from './api/fault-queue.ts'
import { createRequestLog, type RequestLog } from './http/request-log.ts'
import { EVENTS_LIMIT_BYTES, type ProjectOptions, type SettledOptions } from './options.ts'
import { createSignal, type Signal } from './signal.ts'
import { createEventStore, type EventStore } from './state/event-store.ts'
import { createMergeLog, type MergeLog } from './state/merge-log.ts'
import { createProject, type Project } from './state/project.ts'
import { createTestSettings, type TestSettings } from './state/test-settings.ts'

export type World = Readonly<{
  options: SettledOptions
  projects: ReadonlyMap<string, Project>
  /** The project of this key, or the first one without a key. */
  projectOf: (projectKey?: string) => Project | undefined
  /** A project that is there already gets these API keys as well. */
  addProject: (project: ProjectOptions) => void
  /** Calls for each project that is there and each that comes. */
  onProject: (listener: (project: Project) => void) => void
  events: EventStore
  merges: MergeLog
  /** Experiments and feature flags. */
  tests: TestSettings
  requests: RequestLog
  faults: FaultQueue
  /** Tells the live page that something changed. */
  changes: Signal
  /** Names of this machine at which a server was opened, in lower case, beside the loopback ones. */
  hostNames: Set<string>
  /** Differs after a `reset` and between two emulators, so that the page knows that it must begin again. */
  epoch: () => string
  /** Calls after each `reset`. */
  resets: Signal
  /** Forgets visitors, events, merges, the request log, faults and what was seeded. Projects and their keys stay. */
  reset: () => void
}>

export function createWorld(options: SettledOptions): World {
  const shelf = createProjects(options)
  const events = createEventStore({ capacity: options.eventCapacity, capacityBytes: EVENTS_LIMIT_BYTES })
  const merges = createMergeLog()
  const tests = createTestSettings(options)
  const requests = createRequestLog(options.requestCapacity, options.nowMs)
  const faults = createFaultQueue(options)
  const changes = createSignal()
  const resets = createSignal()
  const startId = crypto.randomUUID()
  let resetCount = 0
  events.onRecord(() => changes.tell())

  const reset = (): void => {
    for (const project of shelf.projects.values()) project.visitors.clear()
    for (const store of [events, merges, tests, requests, faults]) store.clear()
    resetCount += 1
    resets.tell()
    changes.tell()
  }
  const stores = { events, merges, tests, requests, faults, changes, resets }
  return {
    options,
    ...shelf,
    ...stores,
    hostNames: new Set(),
    epoch: () => `${startId}-${resetCount}`,
    reset,
  }
}

function createProjects(
  options: SettledOptions,
): Pick<World, 'projects' | 'projectOf' | 'addProject' | 'onProject'> {
  const projects = new Map<string, Project>()
  const added = createSignal<[project: Project]>()
  const addProject = (more: ProjectOptions): void => {
    const known = projects.get(more.projectKey)
    if (known) {
      for (const apiKey of more.apiKeys) known.apiKeys.add(apiKey)
      return
    }
    const project = createProject(more, options)
    projects.set(more.projectKey, project)
    added.tell(project)
  }
  for (const project of options.projects) addProject(project)

  return {
    projects,
    projectOf: (projectKey = options.projects[0]?.projectKey ?? '') => projects.get(projectKey),
    addProject,
    onProject: (listener) => {
      added.subscribe(listener)
      for (const project of projects.values()) listener(project)
    },
  }
}
