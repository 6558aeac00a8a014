// One waiting event, and how many of them fit into one body.
import type { BrowserDelivery, WireEvent } from '@mida-kit/contract'
import type { Identity } from './identity.ts'

/** Events in one body. */
export const BATCH_COUNT = 20

type WithoutId<Delivery> = Delivery extends unknown ? Omit<Delivery, 'eventId'> : never

/** A delivery without its `eventId`. */
export type Outcome = WithoutId<BrowserDelivery>

export type Entry = {
  readonly event: WireEvent
  readonly identity: Identity
  /** Called once. */
  readonly settle: (outcome: Outcome) => void
}

/** Takes from the front what fits; with an identity only its own events, and at least one of them. */
export function takeBatch(waiting: Entry[], maxBytes: number, identity?: Identity): Entry[] {
  let bytes = 0
  const end = waiting.slice(0, BATCH_COUNT).findIndex((entry, index) => {
    bytes += countBytes(toWire(entry)) + 1
    const isFull = bytes > maxBytes && !(identity && index === 0)
    return isFull || (identity && entry.identity !== identity)
  })
  return waiting.splice(0, end < 0 ? BATCH_COUNT : end)
}

/** The event as it is sent now: its uuid may have come since it was tracked. */
export function toWire({ event, identity }: Entry): WireEvent {
  return { ...event, mida_uuid: identity.uuid, as: identity.as }
}

/** The value's size as JSON in UTF-8. */
export function countBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
