// What was recorded, in all projects, and who waits for it.
import { countValues } from '../http/json.ts'
import { createSignal } from '../signal.ts'
import { type BoundedList, createBoundedList } from './bounded-list.ts'
import { createOwners, type Owner, type Owners, toPresent } from './owners.ts'

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
  /** `bytes` is the length of the text that the event came in. */
  record: (event: NewEvent, bytes: number) => RecordedEvent
  /** Takes an event as it was recorded before, with its number. */
  restore: (event: RecordedEvent, bytes: number) => void
  /** Oldest first. */
  list: (projectKey?: string) => readonly RecordedEvent[]
  /** Those with a higher number, oldest first, at most `limit`. */
  listAfter: (eventId: number, limit: number) => readonly RecordedEvent[]
  count: (projectKey?: string) => number
  /** How many of this visitor's are kept. */
  countOf: (projectKey: string, midaUuid: string) => number
  /** How many went because there were too many. */
  droppedCount: (projectKey?: string) => number
  /** The number of each project's oldest event. */
  oldestIds: () => Readonly<Record<string, number>>
  /** The number of the newest event, 0 before the first. */
  lastEventId: () => number
  /** Gives the events of one visitor to another. */
  move: (projectKey: string, from: string, to: string) => void
  /** Calls for each event from now on; returns a function that ends it. */
  onRecord: (listener: (event: RecordedEvent) => void) => () => void
  clear: () => void
}

export type EventStoreOptions = Readonly<{ capacity: number; capacityBytes: number }>

/** An event as it came, and who has it now. */
type Kept = { event: RecordedEvent; owner: Owner; bytes: number }
type Shelf = Readonly<{ events: BoundedList<Kept>; owners: Owners }>

/** What each value in the properties weighs beside its text: in memory, `[]` is far more than two bytes. */
const VALUE_BYTES = 16

/** The limits are for each project: a busy one never drives out another's events. */
export function createEventStore(options: EventStoreOptions): EventStore {
  const shelves = new Map<string, Shelf>()
  const records = createSignal<[event: RecordedEvent]>()
  let lastEventId = 0

  const shelfOf = (projectKey: string): Shelf => {
    const known = shelves.get(projectKey)
    if (known) return known
    const made = createShelf(options)
    shelves.set(projectKey, made)
    return made
  }
  const keep = (event: RecordedEvent, bytes: number): void => {
    const { events, owners } = shelfOf(event.projectKey)
    const weight = bytes + VALUE_BYTES * countValues(event.properties)
    events.add({ event, owner: owners.take(event.visitor), bytes: weight })
  }
  const chosen = (projectKey?: string): Shelf[] =>
    projectKey === undefined ? [...shelves.values()] : [shelfOf(projectKey)]
  const sum = (projectKey: string | undefined, toNumber: (shelf: Shelf) => number): number =>
    chosen(projectKey).reduce((total, shelf) => total + toNumber(shelf), 0)

  return {
    record: (event, bytes) => {
      lastEventId += 1
      const recorded = { eventId: lastEventId, ...event }
      keep(recorded, bytes)
      records.tell(recorded)
      return recorded
    },
    restore: (event, bytes) => {
      lastEventId = Math.max(lastEventId, event.eventId)
      keep(event, bytes)
    },
    list: (projectKey) => inOrder(chosen(projectKey).map(({ events }) => events.list())),
    listAfter: (eventId, limit) => {
      const lists = chosen().map(({ events }) =>
        events.listFrom(({ event }) => event.eventId > eventId, limit),
      )
      return inOrder(lists).slice(0, limit)
    },
    count: (projectKey) => sum(projectKey, ({ events }) => events.count()),
    countOf: (projectKey, midaUuid) => shelfOf(projectKey).owners.countOf(midaUuid),
    droppedCount: (projectKey) => sum(projectKey, ({ events }) => events.droppedCount()),
    oldestIds: () =>
      Object.fromEntries(
        Array.from(shelves, ([key, { events }]) => [key, events.first()?.event.eventId ?? 0]),
      ),
    lastEventId: () => lastEventId,
    move: (projectKey, from, to) => shelfOf(projectKey).owners.move(from, to),
    onRecord: records.subscribe,
    clear: () => shelves.clear(),
  }
}

function createShelf({ capacity, capacityBytes }: EventStoreOptions): Shelf {
  const owners = createOwners()
  const events = createBoundedList<Kept>({
    capacity,
    capacityBytes,
    toBytes: ({ bytes }) => bytes,
    onDrop: ({ owner }) => owners.leave(owner),
  })
  return { events, owners }
}

function inOrder(lists: readonly (readonly Kept[])[]): RecordedEvent[] {
  const events = lists.flatMap((kept) => kept.map(toRecorded))
  return lists.length < 2 ? events : events.sort((left, right) => left.eventId - right.eventId)
}

function toRecorded(kept: Kept): RecordedEvent {
  const { midaUuid } = toPresent(kept.owner)
  if (kept.event.visitor !== midaUuid) kept.event = { ...kept.event, visitor: midaUuid }
  return kept.event
}
