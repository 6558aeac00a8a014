// Everything an emulator knows, in one place that routes are given. It has no behaviour of its own but `reset`.
import { createFaultQueue, type FaultQueue } from './api/fault-queue.ts'
import { createRequestLog, type RequestLog } from './http/request-log.ts'
import type { SettledOptions } from './options.ts'
import { createEventStore, type EventStore } from './state/event-store.ts'
import { createProject, type Project } from './state/project.ts'

export type World = Readonly<{
  options: SettledOptions
  projects: ReadonlyMap<string, Project>
  events: EventStore
  requests: RequestLog
  faults: FaultQueue
  /** Tells the live page that something changed. */
  changes: ChangeSignal
  /** Names of this machine at which a server was opened, in lower case, beside the loopback ones. */
  hostNames: Set<string>
  /** Forgets visitors, events, the request log and faults. Projects and their keys stay. */
  reset: () => void
}>

export type ChangeSignal = Readonly<{ tell: () => void; subscribe: (listener: () => void) => () => void }>

export function createWorld(options: SettledOptions): World {
  const projects = new Map(
    options.projects.map((project) => [project.projectKey, createProject(project, options)]),
  )
  const events = createEventStore(options.eventCapacity)
  const requests = createRequestLog(options.requestCapacity)
  const faults = createFaultQueue()
  const changes = createChangeSignal()
  events.onRecord(changes.tell)

  const reset = (): void => {
    for (const project of projects.values()) project.visitors.clear()
    events.clear()
    requests.clear()
    faults.clear()
    changes.tell()
  }
  return { options, projects, events, requests, faults, changes, hostNames: new Set(), reset }
}

function createChangeSignal(): ChangeSignal {
  const listeners = new Set<() => void>()
  return {
    tell: () => {
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
