// What this browser saw become of its events: a small store in sessionStorage, so that it outlives a reload.
import type { BrowserDelivery } from '@mida-kit/contract'
import { type Explanation, explainBrowserDelivery } from './explain'

export type SeenDelivery = Explanation & {
  readonly eventId: string
  readonly name: string
  readonly seenAtMs: number
}

const KEY = 'shop_deliveries'
const KEPT_COUNT = 20
const NONE: readonly SeenDelivery[] = []

const listeners = new Set<() => void>()
let seen: readonly SeenDelivery[] | undefined

/** For the provider's `onDelivery`. */
export function rememberDelivery(delivery: BrowserDelivery, { name }: { readonly name: string }): void {
  const { eventId } = delivery
  const entry = { eventId, name, seenAtMs: Date.now(), ...explainBrowserDelivery(delivery) }
  seen = [entry, ...listSeenDeliveries()].slice(0, KEPT_COUNT)
  store(seen)
  for (const listener of listeners) listener()
}

/** The newest first; the same list until it changes. */
export function listSeenDeliveries(): readonly SeenDelivery[] {
  seen ??= load()
  return seen
}

export function listNoDeliveries(): readonly SeenDelivery[] {
  return NONE
}

export function subscribeToDeliveries(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function store(deliveries: readonly SeenDelivery[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(deliveries))
  } catch {
    // Storage is full or forbidden: the list lives as long as the page then.
  }
}

function load(): readonly SeenDelivery[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isSeenDelivery) : NONE
  } catch {
    return NONE
  }
}

function isSeenDelivery(value: unknown): value is SeenDelivery {
  if (typeof value !== 'object' || value === null) return false
  const { eventId, name, text, tone, seenAtMs }: { [Key in keyof SeenDelivery]?: unknown } = value
  return [eventId, name, text, tone].every((part) => typeof part === 'string') && typeof seenAtMs === 'number'
}
