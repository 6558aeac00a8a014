// Which events are known already: a bounded memory of keys, pending or settled, one for each lane.
import type { Delivery, Guarantee } from '@mida-kit/contract'
import type { Lane } from './job.ts'

/** An event on its way, as a second arrival of it sees it. */
export type PendingEvent = {
  readonly eventId: string
  /** Resolves with what becomes of it. Never rejects. */
  readonly outcome: () => Promise<Delivery>
}

/** What is known of a key: its event is on its way, or has come to its end. */
export type Known =
  | { readonly state: 'pending'; readonly event: PendingEvent }
  | { readonly state: 'settled' }

/** The keys of one event, and whose it is: `visitorKeys` so that a visitor can be forgotten. */
export type KnownBy = {
  readonly lane: Lane
  readonly keys: readonly string[]
  readonly visitorKeys: readonly string[]
}

/**
 * A memory of keys within this process. Above `capacity` settled keys of the same lane the oldest are forgotten; a
 * pending one never is.
 *
 * A second arrival of a pending event shares its outcome; of a settled one it is a duplicate.
 */
export class DedupeMemory {
  readonly #capacity: number
  readonly #pending: Record<Lane, Map<string, PendingEvent>> = { server: new Map(), browser: new Map() }
  readonly #settled: Record<Lane, Map<string, readonly string[]>> = { server: new Map(), browser: new Map() }

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  find({ lane, keys }: KnownBy): Known | null {
    for (const key of keys) {
      const event = this.#pending[lane].get(key)
      if (event) return { state: 'pending', event }
      if (this.#settled[lane].has(key)) return { state: 'settled' }
    }
    return null
  }

  /** Remembers an event under each of its keys: pending until `settle`. */
  hold({ lane, keys }: KnownBy, event: PendingEvent): void {
    for (const key of keys) this.#pending[lane].set(key, event)
  }

  /** The event has come to its end: its keys stay, or are free again. */
  settle({ lane, keys, visitorKeys }: KnownBy, isFree: boolean): void {
    const settled = this.#settled[lane]
    for (const key of keys) {
      this.#pending[lane].delete(key)
      if (isFree) continue
      settled.set(key, visitorKeys)
      if (settled.size <= this.#capacity) continue
      const oldest = settled.keys().next()
      if (!oldest.done) settled.delete(oldest.value)
    }
  }

  /** Forgets the settled events of a visitor; gives the count of keys. */
  forget(visitorKeys: ReadonlySet<string>): number {
    let count = 0
    for (const settled of [this.#settled.server, this.#settled.browser]) {
      for (const [key, ofVisitor] of settled) {
        if (!ofVisitor.some((visitorKey) => visitorKeys.has(visitorKey))) continue
        settled.delete(key)
        count += 1
      }
    }
    return count
  }
}

/**
 * A failure frees a server's event: it may be tracked anew. A browser sends an event again only where it lost the
 * answer, and what it is answered must not tell whether its visitor exists at Mida: its keys stay.
 */
export function isFreed(
  delivery: Delivery,
  { lane, guarantee }: { readonly lane: Lane; readonly guarantee: Guarantee },
): boolean {
  if (lane === 'browser') return false
  if (delivery.status === 'failed' || delivery.status === 'skipped') return true
  const isUnreadable = delivery.status === 'in_doubt' && delivery.failure.code === 'malformed_response'
  return delivery.status === 'in_doubt' && guarantee === 'at-least-once' && !isUnreadable
}
