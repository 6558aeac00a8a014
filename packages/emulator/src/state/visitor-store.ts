// The visitors of one project, and the three indexes by which they are found. It holds no rules of identity.
import { STORE_LIMIT_BYTES } from '../options.ts'
import { createSignal } from '../signal.ts'
import type { Identifier, Visitor } from './visitor.ts'

/** Former uuids kept for one visitor; the oldest is forgotten first. */
const ALIAS_CAPACITY = 1_000

export type VisitorStore = {
  find: (identifier: Identifier) => Visitor | undefined
  /** Adds a visitor, or takes the place of the record with the same uuid. Drops the oldest visitors when full. */
  put: (visitor: Visitor) => void
  /** Ends one visitor in favour of another: its uuid becomes an alias, or unknown for good. */
  merge: (merged: Visitor, into: Visitor) => void
  /** True for a uuid that was merged away and is not resolved any more. */
  isRetired: (midaUuid: string) => boolean
  /** Uuids that are unknown for good, oldest first. */
  listRetired: () => readonly string[]
  retire: (midaUuid: string) => void
  /** Calls after each change; returns a function that ends it. */
  onChange: (listener: (change: VisitorChange) => void) => () => void
  /** Oldest first. */
  list: () => readonly Visitor[]
  count: () => number
  clear: () => void
}

/** A record that is new or took the place of one, or one that ended in favour of another. */
export type VisitorChange =
  | { kind: 'visitor'; visitor: Visitor }
  | { kind: 'merge'; merged: Visitor; into: Visitor }

export type VisitorStoreOptions = Readonly<{ capacity: number; staleUuids: 'resolved' | 'rejected' }>

export function createVisitorStore(options: VisitorStoreOptions): VisitorStore {
  const changes = createSignal<[change: VisitorChange]>()
  const visitors = new Map<string, Visitor>()
  const weights = createWeights()
  const retired = new Set<string>()
  const index = createIndex()

  const remove = (visitor: Visitor): void => {
    index.remove(visitor)
    weights.set(visitor.midaUuid, 0)
    visitors.delete(visitor.midaUuid)
  }

  const keep = (visitor: Visitor): void => {
    const before = visitors.get(visitor.midaUuid)
    if (before) index.remove(before)
    visitors.set(visitor.midaUuid, visitor)
    weights.set(visitor.midaUuid, Buffer.byteLength(JSON.stringify(visitor)))
    index.add(visitor)

    for (const oldest of visitors.values()) {
      const isFull = visitors.size > options.capacity || weights.total() > STORE_LIMIT_BYTES
      if (visitors.size === 1 || !isFull) return
      remove(oldest)
    }
  }

  const merge = (merged: Visitor, into: Visitor): void => {
    remove(merged)
    const former = [merged.midaUuid, ...merged.aliases]
    const isResolved = options.staleUuids === 'resolved'
    keep(isResolved ? { ...into, aliases: [...into.aliases, ...former].slice(-ALIAS_CAPACITY) } : into)
    if (!isResolved) for (const midaUuid of former) retire(retired, midaUuid, options.capacity)
    changes.tell({ kind: 'merge', merged, into })
  }

  return {
    find: (identifier) => {
      const midaUuid = index.find(identifier)
      return midaUuid === undefined ? undefined : visitors.get(midaUuid)
    },
    put: (visitor) => {
      keep(visitor)
      changes.tell({ kind: 'visitor', visitor })
    },
    merge,
    isRetired: (midaUuid) => retired.has(midaUuid),
    listRetired: () => [...retired],
    retire: (midaUuid) => retire(retired, midaUuid, options.capacity),
    onChange: changes.subscribe,
    count: () => visitors.size,
    list: () => [...visitors.values()],
    clear: () => {
      visitors.clear()
      weights.clear()
      retired.clear()
      index.clear()
    },
  }
}

/** What each visitor weighs, in bytes. */
function createWeights() {
  const bytesOf = new Map<string, number>()
  let totalBytes = 0
  return {
    set: (midaUuid: string, bytes: number): void => {
      totalBytes += bytes - (bytesOf.get(midaUuid) ?? 0)
      if (bytes === 0) bytesOf.delete(midaUuid)
      else bytesOf.set(midaUuid, bytes)
    },
    total: () => totalBytes,
    clear: (): void => {
      bytesOf.clear()
      totalBytes = 0
    },
  }
}

/** The uuid by each identifier. Of two visitors that claim one, the later is found. */
function createIndex() {
  const indexes = {
    mida_uuid: new Map<string, string>(),
    id: new Map<string, string>(),
    email: new Map<string, string>(),
  }
  return {
    find: ({ by, value }: Identifier) => indexes[by].get(value),
    add: (visitor: Visitor): void => {
      for (const { by, value } of toIdentifiers(visitor)) indexes[by].set(value, visitor.midaUuid)
    },
    remove: (visitor: Visitor): void => {
      for (const { by, value } of toIdentifiers(visitor)) {
        if (indexes[by].get(value) === visitor.midaUuid) indexes[by].delete(value)
      }
    },
    clear: (): void => {
      for (const index of Object.values(indexes)) index.clear()
    },
  }
}

function toIdentifiers(visitor: Visitor): Identifier[] {
  const identifiers: Identifier[] = [visitor.midaUuid, ...visitor.aliases].map((value) => ({
    by: 'mida_uuid',
    value,
  }))
  if (visitor.id !== null) identifiers.push({ by: 'id', value: visitor.id })
  if (visitor.email !== null) identifiers.push({ by: 'email', value: visitor.email })
  return identifiers
}

function retire(retired: Set<string>, midaUuid: string, capacity: number): void {
  retired.add(midaUuid)
  const oldest = retired.values().next()
  if (retired.size > capacity && !oldest.done) retired.delete(oldest.value)
}
