// Which events are known already: a bounded memory of keys, pending or settled, one for each lane.
import type { Delivery, Guarantee } from '@mida-kit/contract'
import type { Lane } from './job.ts'

/** What is known of a key: its event is on its way, or has come to its end. */
export type Known =
  | { readonly state: 'pending'; readonly eventId: string; readonly outcome: Promise<Delivery> }
  | { readonly state: 'settled' }

/** An event to be remembered. */
export type Remembered = {
  readonly lane: Lane
  readonly eventId: string
  readonly guarantee: Guarantee
  readonly outcome: Promise<Delivery>
}

export type DedupeMemory = {
  find: (lane: Lane, keys: readonly string[]) => Known | null
  /** Remembers an event under each of its keys: pending until its outcome, then settled or free. */
  hold: (keys: readonly string[], event: Remembered) => void
}

/**
 * A memory of keys within this process. Above `capacity` settled keys of the same lane the oldest are forgotten; a
 * pending one never is.
 *
 * A second arrival of a pending event shares its outcome; of a settled one it is a duplicate.
 */
export function createDedupeMemory(capacity: number): DedupeMemory {
  const pending = new Map<string, Known>()
  const settled: Record<Lane, Set<string>> = { server: new Set(), browser: new Set() }

  const findOne = (lane: Lane, key: string): Known | undefined =>
    pending.get(`${lane} ${key}`) ?? (settled[lane].has(key) ? { state: 'settled' } : undefined)
  const settle = (lane: Lane, key: string): void => {
    settled[lane].add(key)
    if (settled[lane].size <= capacity) return
    const oldest = settled[lane].keys().next()
    if (!oldest.done) settled[lane].delete(oldest.value)
  }
  return {
    find: (lane, keys) => keys.map((key) => findOne(lane, key)).find((known) => known !== undefined) ?? null,
    hold: (keys, event) => {
      const { lane, eventId, outcome } = event
      for (const key of keys) pending.set(`${lane} ${key}`, { state: 'pending', eventId, outcome })
      void outcome.then((delivery) => {
        for (const key of keys) {
          pending.delete(`${lane} ${key}`)
          if (!isFreedBy(delivery, event)) settle(lane, key)
        }
      })
    },
  }
}

/**
 * A failure frees a server's event: it may be tracked anew. A browser sends an event again only where it lost the
 * answer, and what it is answered must not tell whether its visitor exists at Mida: its keys stay.
 */
function isFreedBy(delivery: Delivery, { lane, guarantee }: Remembered): boolean {
  if (lane === 'browser') return false
  if (delivery.status === 'failed' || delivery.status === 'skipped') return true
  const isUnreadable = delivery.status === 'in_doubt' && delivery.failure.code === 'malformed_response'
  return delivery.status === 'in_doubt' && guarantee === 'at-least-once' && !isUnreadable
}
