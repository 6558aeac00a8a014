// When to look for news of an experiment: while somebody listens, with growing waits, never on and on.
import type { ScriptWatch } from './script-watch.ts'
import type { MidaClient } from './types.ts'

const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 1_000
const DEADLINE_MS = 10_000

/** Looks with growing waits for 10 s from the newest subscription or change of the uuid, and not without a listener. */
export function createLookout(client: MidaClient, script: ScriptWatch): MidaClient['subscribe'] {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let deadlineMs = 0
  let giveUpAtMs = Number.POSITIVE_INFINITY
  let waitMs = 0
  let unsubscribe = (): void => undefined

  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const look = (): void => {
    script.follow(tell)
    const leftMs = deadlineMs - Date.now()
    if (Date.now() >= giveUpAtMs) script.giveUp()
    tell()
    if (leftMs > 0) timer = setTimeout(look, Math.min(waitMs, leftMs))
    waitMs = Math.min(waitMs * 1.5, LONGEST_WAIT_MS)
  }
  const restart = (): void => {
    if (listeners.size === 0) return
    deadlineMs = Date.now() + DEADLINE_MS
    giveUpAtMs = Math.min(giveUpAtMs, deadlineMs)
    waitMs = FIRST_WAIT_MS
    clearTimeout(timer)
    timer = setTimeout(look)
  }

  return (listener) => {
    listeners.add(listener)
    if (listeners.size === 1) {
      unsubscribe = client.subscribe(restart)
      addEventListener('mida-kit', restart)
    }
    restart()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      clearTimeout(timer)
      unsubscribe()
      removeEventListener('mida-kit', restart)
    }
  }
}
