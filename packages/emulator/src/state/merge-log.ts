// The newest merges of visitors, so that the page can tell who became whom, and when.
import { createBoundedList } from './bounded-list.ts'

/** One visitor that turned out to be another. */
export type Merge = Readonly<{
  /** Counts up from 1. */
  mergeId: number
  projectKey: string
  from: string
  into: string
  atMs: number
}>

export type MergeLog = {
  add: (merge: Omit<Merge, 'mergeId'>) => void
  /** Those with a higher number, oldest first. */
  listAfter: (mergeId: number) => readonly Merge[]
  /** The number of the oldest that is kept, 0 where there is none. */
  oldestId: () => number
  lastId: () => number
  clear: () => void
}

const CAPACITY = 1_000

export function createMergeLog(): MergeLog {
  const merges = createBoundedList<Merge>({ capacity: CAPACITY, capacityBytes: CAPACITY, toBytes: () => 1 })
  let lastId = 0
  return {
    add: (merge) => {
      lastId += 1
      merges.add({ mergeId: lastId, ...merge })
    },
    listAfter: (mergeId) => merges.listFrom((merge) => merge.mergeId > mergeId, CAPACITY),
    oldestId: () => merges.first()?.mergeId ?? 0,
    lastId: () => lastId,
    clear: merges.clear,
  }
}
