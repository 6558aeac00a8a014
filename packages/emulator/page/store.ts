// What the page knows of the emulator, without React: it follows the stream and asks for what it does not have yet.
import type { Changes, RequestSummary } from '../src/control/changes.ts'
import type { Merge } from '../src/state/merge-log.ts'
import { type ControlCalls, createControlCalls } from './control-calls.ts'
import { createEventShelf, type EventFilter, type EventShelf } from './event-shelf.ts'

/** One moment of the page. A new object for each change; the shelf of events is the same one, changed. */
export type PageState = Readonly<{
  connection: 'connecting' | 'live' | 'lost'
  /** Counts changes, so that whoever shows the shelf knows that it changed. */
  version: number
  projects: readonly string[]
  eventCount: number
  droppedEventCount: number
  visitorCount: number
  /** Newest first. */
  requests: readonly RequestSummary[]
  /** Newest first. */
  merges: readonly Merge[]
  faults: Changes['faults']
}>

export type PageStore = Readonly<{
  events: EventShelf
  calls: ControlCalls
  read: () => PageState
  subscribe: (listener: () => void) => () => void
  setFilter: (filter: EventFilter) => void
}>

const START: PageState = {
  connection: 'connecting',
  version: 0,
  projects: [],
  eventCount: 0,
  droppedEventCount: 0,
  visitorCount: 0,
  requests: [],
  merges: [],
  faults: [],
}
const MERGE_CAPACITY = 1_000

export function createPageStore(): PageStore {
  const events = createEventShelf()
  const calls = createControlCalls()
  const listeners = new Set<() => void>()
  let state = START

  const change = (next: Partial<PageState>): void => {
    state = { ...state, ...next, version: state.version + 1 }
    for (const listener of listeners) listener()
  }
  const follow = createFollower(calls, (changes) => change(applyChanges(state, events, changes)))
  const stream = new EventSource('/emulator/stream')
  stream.addEventListener('open', () => change({ connection: 'live' }))
  stream.addEventListener('error', () => change({ connection: 'lost' }))
  stream.addEventListener('changed', follow)

  return {
    events,
    calls,
    read: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    setFilter: (filter) => {
      events.setFilter(filter)
      change({})
    },
  }
}

/** Asks until nothing more waits; told again meanwhile, it asks once more. Never twice at a time. */
function createFollower(calls: ControlCalls, onChanges: (changes: Changes) => void): () => void {
  let cursor = { epoch: '', event: 0, request: 0, merge: 0 }
  let isAsking = false
  let isTold = false

  const askAll = async (): Promise<void> => {
    while (isTold) {
      isTold = false
      const changes = await calls.changes(cursor)
      if (changes === null) return
      const start = changes.isStart ? { event: 0, request: 0, merge: 0 } : cursor
      cursor = {
        epoch: changes.epoch,
        event: changes.events.at(-1)?.eventId ?? start.event,
        request: changes.requests.at(-1)?.requestId ?? start.request,
        merge: changes.merges.at(-1)?.mergeId ?? start.merge,
      }
      onChanges(changes)
      isTold ||= changes.hasMore
    }
  }
  return () => {
    isTold = true
    if (isAsking) return
    isAsking = true
    void askAll().finally(() => {
      isAsking = false
    })
  }
}

function applyChanges(state: PageState, events: EventShelf, changes: Changes): Partial<PageState> {
  if (changes.isStart) events.clear()
  events.merge(changes.merges)
  events.add(changes.events)
  events.trim(changes.oldestEventIds)

  const before = changes.isStart ? { requests: [], merges: [] } : state
  const { projects, eventCount, droppedEventCount, visitorCount, faults } = changes
  return {
    projects: sameOr(state.projects, projects),
    eventCount,
    droppedEventCount,
    visitorCount,
    faults,
    requests: [...changes.requests.toReversed(), ...before.requests].filter(
      ({ requestId }) => requestId >= changes.oldestRequestId,
    ),
    merges: [...changes.merges.toReversed(), ...before.merges].slice(0, MERGE_CAPACITY),
  }
}

function sameOr(before: readonly string[], after: readonly string[]): readonly string[] {
  return before.join('\n') === after.join('\n') ? before : after
}
