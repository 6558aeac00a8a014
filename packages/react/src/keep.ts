'use client'
// Events that wait in the browser's storage for the next page. A door of its own: who does not use it does not pay.
// Each save is an item of its own, so that tabs never overwrite one another.
import type { BrowserDelivery, WireEvent } from '@mida-kit/contract'

/** Sends one; `mayTell`, asked when it has settled, says whether no other tab has told the app of it. @inline */
type SendKept = (event: WireEvent, mayTell: () => boolean) => Promise<BrowserDelivery>

/** Where events wait for the next page. Nothing of it throws or rejects. */
export type Keep = {
  /** Keeps these; false where that is not possible, true for none. Synchronous: the page may be closing. */
  readonly save: (events: readonly WireEvent[]) => boolean
  /** Sends what earlier pages kept, unless another tab is at it, and forgets what has settled. */
  readonly resend: (send: SendKept) => Promise<void>
  /** Forgets all of it. */
  readonly clear: () => void
}

const PREFIX = 'mida-kit:kept:'
const CLAIM = 'mida-kit:claim'
/** Characters of all that is kept, about as many bytes. */
const CAPACITY = 256 * 1_024
/** Longest that a tab without `navigator.locks` may take, in milliseconds. */
const CLAIM_MS = 30_000

/**
 * Keeps up to 256 KiB for an hour in `localStorage`, and sends it once: with `navigator.locks` where the browser has
 * them, else by a claim in storage.
 *
 * Pass it as `keep` to `MidaProvider` or `createMidaClient`.
 */
export const keepEvents: Keep = {
  save: (events) => {
    try {
      if (events.length === 0) return true
      const text = JSON.stringify(events)
      const size = findItems().reduce((sum, name) => sum + (localStorage.getItem(name)?.length ?? 0), 0)
      if (size + text.length > CAPACITY) return false
      localStorage.setItem(makeName(), text)
      return true
    } catch {
      return false
    }
  },
  resend: async (send) => {
    try {
      if (findItems().length > 0) await alone(() => sendItems(send))
    } catch {
      // Storage is turned off, or the page closed while it waited: what is kept stays kept.
    }
  },
  clear: () => {
    try {
      for (const name of findItems()) localStorage.removeItem(name)
    } catch {
      // There is no storage, so nothing is in it.
    }
  },
}

function findItems(): string[] {
  return Object.keys(localStorage)
    .filter((name) => name.startsWith(PREFIX))
    .sort()
}

/** Names sort by time, so that the oldest are sent first. */
function makeName(): string {
  return `${PREFIX}${Date.now()}:${String(findItems().length).padStart(4, '0')}:${Math.random()}`
}

/** Does the work unless another tab does it now. */
async function alone(work: () => Promise<void>): Promise<void> {
  const { locks } = navigator
  if (locks) {
    await locks.request(CLAIM, { ifAvailable: true }, (lock) => (lock ? work() : undefined))
    return
  }
  // A claim of the future was made before the clock was set back.
  if (Math.abs(Date.now() - Number.parseFloat(localStorage.getItem(CLAIM) ?? '0')) < CLAIM_MS) return
  const claim = `${Date.now()} ${Math.random()}`
  localStorage.setItem(CLAIM, claim)
  // Who wrote last in this moment has it.
  await new Promise((resolve) => setTimeout(resolve, 50))
  if (localStorage.getItem(CLAIM) !== claim) return
  await work()
  localStorage.removeItem(CLAIM)
}

async function sendItems(send: SendKept): Promise<void> {
  for (const name of findItems()) {
    const events = readItem(name)
    const mayTell = (): boolean => isThere(name)
    const deliveries = await Promise.all(events.map((event) => send(event, mayTell)))
    const left = events.filter((_event, index) => deliveries[index]?.status === 'stored')
    if (left.length === 0) localStorage.removeItem(name)
    // What was cleared meanwhile stays cleared.
    else if (isThere(name)) localStorage.setItem(name, JSON.stringify(left))
  }
}

/** Whether no other tab has settled an item; where storage cannot be asked any more, none is supposed to have. */
function isThere(name: string): boolean {
  try {
    return localStorage.getItem(name) !== null
  } catch {
    return true
  }
}

/** What an item holds; storage is anybody's, so what is no list of events is none. */
function readItem(name: string): WireEvent[] {
  try {
    const events: unknown = JSON.parse(localStorage.getItem(name) ?? '')
    return Array.isArray(events) ? events.filter(isEvent) : []
  } catch {
    return []
  }
}

function isEvent(value: unknown): value is WireEvent {
  return typeof value === 'object' && value !== null && 'kit_event_id' in value && 'occurred_at' in value
}
