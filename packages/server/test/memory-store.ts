// A store of known events as an app would write one over a Redis, in memory; it can be made to fail.
import type { DedupeStore } from '../src/index.ts'

export type MemoryStore = DedupeStore & {
  /** What is held now: the owner of each key. */
  readonly held: Map<string, string>
  /** Every call, in order. */
  readonly calls: string[]
  /** What a call meets instead of an answer. */
  trouble: 'none' | 'rejects' | 'hangs' | 'takes and rejects'
}

export function createMemoryStore(): MemoryStore {
  const held = new Map<string, string>()
  const calls: string[] = []
  const store: MemoryStore = {
    held,
    calls,
    trouble: 'none',
    claim: (key, { owner }) => {
      calls.push('claim')
      const holder = held.get(key)
      const isTaken = holder === undefined || holder === owner
      if (isTaken && (store.trouble === 'none' || store.trouble === 'takes and rejects')) held.set(key, owner)
      return meet(isTaken)
    },
    keep: (key, { owner }) => {
      calls.push('keep')
      if (store.trouble === 'none') held.set(key, owner)
      return meet(undefined)
    },
    release: (key, { owner }) => {
      calls.push('release')
      if (store.trouble === 'none' && held.get(key) === owner) held.delete(key)
      return meet(undefined)
    },
  }
  const meet = <Answer>(answer: Answer): Promise<Answer> => {
    if (store.trouble === 'hangs') return new Promise(() => {})
    return store.trouble === 'none' ? Promise.resolve(answer) : Promise.reject(new Error('the store is down'))
  }
  return store
}
