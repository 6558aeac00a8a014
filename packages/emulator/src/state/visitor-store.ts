// The visitors of one project, and the three indexes by which they are found. It holds no rules of identity.
import { STORE_LIMIT_BYTES } from '../options.ts'
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
  /** Oldest first. */
  list: () => readonly Visitor[]
  clear: () => void
}

export type VisitorStoreOptions = Readonly<{ capacity: number; staleUuids: 'resolved' | 'rejected' }>

export function createVisitorStore(options: VisitorStoreOptions): VisitorStore {
  const visitors = new Map<string, Visitor>()
  const bytesOf = new Map<string, number>()
  let totalBytes = 0
  const retired = new Set<string>()
  const indexes = {
    mida_uuid: new Map<string, string>(),
    id: new Map<string, string>(),
    email: new Map<string, string>(),
  }

  const unindex = (visitor: Visitor): void => {
    for (const { by, value } of toIdentifiers(visitor)) {
      if (indexes[by].get(value) === visitor.midaUuid) indexes[by].delete(value)
    }
  }

  const weigh = (midaUuid: string, bytes: number): void => {
    totalBytes += bytes - (bytesOf.get(midaUuid) ?? 0)
    if (bytes === 0) bytesOf.delete(midaUuid)
    else bytesOf.set(midaUuid, bytes)
  }

  const remove = (visitor: Visitor): void => {
    unindex(visitor)
    weigh(visitor.midaUuid, 0)
    visitors.delete(visitor.midaUuid)
  }

  const put = (visitor: Visitor): void => {
    const before = visitors.get(visitor.midaUuid)
    if (before) unindex(before)
    visitors.set(visitor.midaUuid, visitor)
    weigh(visitor.midaUuid, Buffer.byteLength(JSON.stringify(visitor)))
    for (const { by, value } of toIdentifiers(visitor)) indexes[by].set(value, visitor.midaUuid)

    for (const oldest of visitors.values()) {
      const isFull = visitors.size > options.capacity || totalBytes > STORE_LIMIT_BYTES
      if (visitors.size === 1 || !isFull) return
      remove(oldest)
    }
  }

  const merge = (merged: Visitor, into: Visitor): void => {
    remove(merged)
    const former = [merged.midaUuid, ...merged.aliases]
    const isResolved = options.staleUuids === 'resolved'
    put(isResolved ? { ...into, aliases: [...into.aliases, ...former].slice(-ALIAS_CAPACITY) } : into)
    if (!isResolved) for (const midaUuid of former) retire(retired, midaUuid, options.capacity)
  }

  return {
    find: ({ by, value }) => {
      const midaUuid = indexes[by].get(value)
      return midaUuid === undefined ? undefined : visitors.get(midaUuid)
    },
    put,
    merge,
    isRetired: (midaUuid) => retired.has(midaUuid),
    list: () => [...visitors.values()],
    clear: () => {
      visitors.clear()
      bytesOf.clear()
      totalBytes = 0
      retired.clear()
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
