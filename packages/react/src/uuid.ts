// The uuid's state: found by polling with growing waits and the script's own signals, never past the deadline.
import type { SettledOptions } from './options.ts'
import { readPage, readUuid } from './page.ts'
import type { Pause } from './pause.ts'
import type { UuidState, UuidUnavailable } from './types.ts'

const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500

export const PENDING: UuidState = { status: 'pending' }

export type UuidStore = {
  readonly getUuid: () => UuidState
  readonly subscribe: (listener: () => void) => () => void
  readonly publish: (uuid: string) => void
  /** Looks for the uuid until it is there or cannot come any more. Never rejects. */
  readonly watch: () => Promise<void>
  /** Looks for a value with growing waits until it is there, or the script is given up. */
  readonly until: <Value>(read: () => Value | Promise<Value>) => Promise<Value>
  /** Why the script is given up; undefined while it may still come. */
  readonly whyNot: () => UuidUnavailable | undefined
}

export function createUuidStore(options: SettledOptions, pause: Pause): UuidStore {
  const listeners = new Set<() => void>()
  let state = PENDING
  let deadlineMs = Number.POSITIVE_INFINITY

  const set = (next: UuidState): void => {
    state = next
    for (const listener of listeners) listener()
  }
  const publish = (uuid: string): void => {
    if (state.status !== 'ready' || state.uuid !== uuid) set({ status: 'ready', uuid })
  }
  const whyNot = (): UuidUnavailable | undefined => {
    const { mida, __midaKit } = readPage()
    if (__midaKit?.script === 'disabled') return 'disabled'
    if (__midaKit?.script === 'failed') return 'blocked'
    if (options.nowMs() < deadlineMs) return undefined
    return mida?.hasConsent === false ? 'no_consent' : 'timed_out'
  }
  const until: UuidStore['until'] = async (read) => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)) {
      const value = await read()
      if (value || whyNot()) return value
      await pause.wait(Math.min(waitMs, deadlineMs - options.nowMs()))
    }
  }
  const watch = async (): Promise<void> => {
    deadlineMs = options.nowMs() + options.uuidDeadlineMs
    const uuid = await until(() => readUuid(options))
    if (uuid) return publish(uuid)
    set({ status: 'unavailable', because: whyNot() ?? 'timed_out' })
  }

  return {
    getUuid: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    publish,
    watch,
    until,
    whyNot,
  }
}
