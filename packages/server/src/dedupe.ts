// Which events are known already: a bounded memory of keys, pending or settled.
import type { Delivery } from '@mida-kit/contract'

/** What is known of a key: its event is on its way, or has come to its end. */
export type Known =
  | { readonly state: 'pending'; readonly eventId: string; readonly outcome: Promise<Delivery> }
  | { readonly state: 'settled' }

export type DedupeMemory = {
  find: (keys: readonly string[]) => Known | null
  /** Remembers an event under each of its keys: pending until its outcome, then settled; a failure frees them. */
  hold: (keys: readonly string[], eventId: string, outcome: Promise<Delivery>) => void
}

/**
 * A memory of keys within this process. Above `capacity` the oldest keys are forgotten.
 *
 * A second arrival of a pending event shares its outcome; of a settled one it is a duplicate.
 */
export function createDedupeMemory(capacity: number): DedupeMemory {
  const known = new Map<string, Known>()
  const remember = (key: string, value: Known): void => {
    known.delete(key)
    known.set(key, value)
    if (known.size <= capacity) return
    const oldest = known.keys().next()
    if (!oldest.done) known.delete(oldest.value)
  }
  return {
    find: (keys) => keys.map((key) => known.get(key)).find((value) => value !== undefined) ?? null,
    hold: (keys, eventId, outcome) => {
      const pending: Known = { state: 'pending', eventId, outcome }
      for (const key of keys) remember(key, pending)
      void outcome.then((delivery) => {
        for (const key of keys) {
          if (known.get(key) !== pending) continue
          if (isFree(delivery)) known.delete(key)
          else remember(key, { state: 'settled' })
        }
      })
    },
  }
}

function isFree({ status }: Delivery): boolean {
  return status === 'failed' || status === 'skipped'
}
