// What was recorded, in all projects, and who waits for it.
import { STORE_LIMIT_BYTES } from '../options.ts'
import { type BoundedList, createBoundedList } from './bounded-list.ts'

/** One recorded event. Never changed in place. */
export type RecordedEvent = Readonly<{
  /** Counts up from 1 over all projects, also past a `reset`. */
  eventId: number
  projectKey: string
  name: string
  properties: Readonly<Record<string, unknown>> | null
  /** The `mida_uuid` of the visitor that the event belongs to, after every merge so far. */
  visitor: string
  /** What the sender named the visitor by; `script` for an event of the browser script. */
  by: 'mida_uuid' | 'id' | 'email' | 'script'
  /** Milliseconds since 1970. */
  receivedAtMs: number
  source: 'api' | 'script'
}>

export type NewEvent = Omit<RecordedEvent, 'eventId'>

export type EventStore = {
  record: (event: NewEvent) => RecordedEvent
  /** Oldest first. */
  list: (projectKey?: string) => readonly RecordedEvent[]
  /** Gives the events of one visitor to another. */
  move: (projectKey: string, from: string, to: string) => void
  /** Calls for each event from now on; returns a function that ends it. */
  onRecord: (listener: (event: RecordedEvent) => void) => () => void
  clear: () => void
}

/** `capacity` is for each project: a busy one never drives out another's events. */
export function createEventStore(capacity: number): EventStore {
  const byProject = new Map<string, BoundedList<RecordedEvent>>()
  const listeners = new Set<(event: RecordedEvent) => void>()
  let lastEventId = 0

  const listOf = (projectKey: string): BoundedList<RecordedEvent> => {
    const known = byProject.get(projectKey)
    if (known) return known
    const made = createBoundedList<RecordedEvent>({
      capacity,
      capacityBytes: STORE_LIMIT_BYTES,
      toBytes: (event) => Buffer.byteLength(JSON.stringify(event)),
    })
    byProject.set(projectKey, made)
    return made
  }

  return {
    record: (event) => {
      lastEventId += 1
      const recorded = { eventId: lastEventId, ...event }
      listOf(event.projectKey).add(recorded)
      for (const listener of listeners) listener(recorded)
      return recorded
    },
    list: (projectKey) => {
      if (projectKey !== undefined) return listOf(projectKey).list()
      const all = [...byProject.values()].flatMap((events) => events.list())
      return all.sort((left, right) => left.eventId - right.eventId)
    },
    move: (projectKey, from, to) => {
      listOf(projectKey).replaceEach((event) => (event.visitor === from ? { ...event, visitor: to } : event))
    },
    onRecord: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => byProject.clear(),
  }
}
