// The events that the page has, and those of them that its filter lets through. New events are looked at once.
import type { RecordedEvent } from '../src/state/event-store.ts'
import type { Merge } from '../src/state/merge-log.ts'
import { toHasWords } from './words.ts'

export type EventFilter = Readonly<{ words: string; project: string }>

export type EventShelf = {
  /** Newer than all before, oldest first. */
  add: (events: readonly RecordedEvent[]) => void
  /** Forgets what is older than the oldest of its project. */
  trim: (oldestEventIds: Readonly<Record<string, number>>) => void
  /** Gives the events of merged visitors to whom they were merged into. */
  merge: (merges: readonly Merge[]) => void
  setFilter: (filter: EventFilter) => void
  clear: () => void
  /** How many the filter lets through. */
  shownCount: () => number
  /** Of those, the newest is 0. */
  shownAt: (index: number) => RecordedEvent | undefined
  /** The place of an event among those, -1 for one that is not there. */
  indexOf: (eventId: number) => number
  /** How many were ever added to those: the list moves down by as many rows. */
  addedCount: () => number
}

/** `text` is what the filter looks at. */
type Shelved = Readonly<{ event: RecordedEvent; text: string }>

export function createEventShelf(): EventShelf {
  let all: Shelved[] = []
  let shown: Shelved[] = []
  let addedCount = 0
  let isShown: (shelved: Shelved) => boolean = () => true

  const choose = (): void => {
    shown = all.filter(isShown)
  }
  return {
    add: (events) => {
      for (const event of events) {
        const shelved = toShelved(event)
        all.push(shelved)
        if (!isShown(shelved)) continue
        shown.push(shelved)
        addedCount += 1
      }
    },
    trim: (oldestEventIds) => {
      const isThere = ({ event }: Shelved): boolean =>
        event.eventId >= (oldestEventIds[event.projectKey] ?? 0)
      if (all.every(isThere)) return
      all = all.filter(isThere)
      shown = shown.filter(isThere)
    },
    merge: (merges) => {
      if (merges.length === 0) return
      all = all.map((shelved) => merges.reduce(withMerge, shelved))
      choose()
    },
    setFilter: ({ words, project }) => {
      const hasWords = toHasWords(words)
      isShown = ({ event, text }) => (project === '' || event.projectKey === project) && hasWords(text)
      choose()
    },
    clear: () => {
      all = []
      shown = []
    },
    shownCount: () => shown.length,
    shownAt: (index) => shown[shown.length - 1 - index]?.event,
    indexOf: (eventId) => {
      const found = shown.findLastIndex(({ event }) => event.eventId === eventId)
      return found === -1 ? -1 : shown.length - 1 - found
    },
    addedCount: () => addedCount,
  }
}

function toShelved(event: RecordedEvent): Shelved {
  const { name, visitor, by, properties } = event
  return { event, text: `${name} ${visitor} ${by} ${JSON.stringify(properties)}`.toLowerCase() }
}

function withMerge(shelved: Shelved, { projectKey, from, into }: Merge): Shelved {
  const { event } = shelved
  if (event.visitor !== from || event.projectKey !== projectKey) return shelved
  return toShelved({ ...event, visitor: into })
}
