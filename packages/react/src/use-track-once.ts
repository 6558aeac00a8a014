'use client'
// An event that counts once, for thank-you pages: not again on reload, nor for a second run of the effect.
import type {
  BrowserDelivery,
  BrowserEventName,
  EventProperties,
  RegisteredEvents,
  TrackArguments,
} from '@mida-kit/contract'
import { useEffect } from 'react'
import { useMida } from './hooks.ts'

const STORAGE_KEY = 'mida-kit:once'
/** Keys that are remembered; the oldest go first. */
const CAPACITY = 100

/** What `useTrackOnce` goes by. */
export type TrackOnceOptions = {
  /** Names the occurrence, e.g. the order's number. Undefined (not known yet) tracks nothing. */
  readonly key: string | undefined
}

/**
 * Tracks the event once for each key in this browser: not again on reload, on coming back, or in StrictMode.
 *
 * The last 100 keys are remembered in `localStorage`; one whose event was not accepted, stored or handed over is
 * forgotten, so that the next visit tries again.
 */
export function useTrackOnce<Name extends BrowserEventName<RegisteredEvents>>(
  name: Name,
  properties: TrackArguments<EventProperties<RegisteredEvents, Name>, never>[0],
  { key }: TrackOnceOptions,
): void {
  const { track } = useMida()
  const text = JSON.stringify(properties)

  useEffect(() => {
    // The arguments are checked above; no type can spread them again for a name that is still open.
    const call = (): Promise<BrowserDelivery> =>
      Reflect.apply(track, undefined, [name, text && JSON.parse(text)])
    if (key !== undefined) void trackOnce(`${name} ${key}`, call)
  }, [track, name, text, key])
}

async function trackOnce(id: string, track: () => Promise<BrowserDelivery>): Promise<void> {
  if (seen.has(id) || readIds().includes(id)) return
  seen.add(id)
  writeIds([...readIds(), id])
  const { status } = await track()
  if (status !== 'dropped' && status !== 'skipped' && status !== 'failed') return
  seen.delete(id)
  writeIds(readIds().filter((other) => other !== id))
}

/** For a page without storage. */
const seen = new Set<string>()

function readIds(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(ids) ? ids.map(String) : []
  } catch {
    return []
  }
}

function writeIds(ids: readonly string[]): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(ids.slice(-CAPACITY)))
  } catch {
    // Without storage it holds for this page.
  }
}
