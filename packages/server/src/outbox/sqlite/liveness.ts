// Which of the other workers on a file are gone: by their process where it can be seen, else by a heartbeat that stands still.
// No wall clock is asked: a clock that jumps must neither take events from a living worker nor leave a dead one's behind.
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { isMainThread, threadId } from 'node:worker_threads'
import type { Row } from './sql-thread.ts'
import { readNumber } from './stored-row.ts'

/** Longest that a worker may be silent before its events are taken over, in milliseconds of the observer's. */
export const SILENCE_MS = 10_000

/** Where a worker runs. A pid says something only on the same host; `process` tells two processes with one pid apart. */
export type Whereabouts = { readonly host: string; readonly pid: number; readonly process: string }

/** A registered worker whose heart has stopped: at this beat, so that one that wakes meanwhile is left alone. */
export type DeadWorker = { readonly id: number; readonly beat: number }

export type Liveness = {
  /** Reads the rows of the other workers and says which of them are gone. */
  readonly findDead: (rows: readonly Row[]) => DeadWorker[]
}

declare global {
  var __midaKitProcess: string | undefined
}

/** This process, the same for every copy of this module. */
export function getWhereabouts(): Whereabouts {
  globalThis.__midaKitProcess ??= `${crypto.randomUUID()}${isMainThread ? '' : `-${threadId}`}`
  return { host: getHost(), pid: process.pid, process: globalThis.__midaKitProcess }
}

/** @param nowMs a clock that only goes forward */
export function createLiveness(here: Whereabouts, nowMs: () => number): Liveness {
  const seen = new Map<number, { beat: number; sinceMs: number }>()
  const isSilent = (id: number, beat: number): boolean => {
    const last = seen.get(id)
    if (last?.beat === beat) return nowMs() - last.sinceMs > SILENCE_MS
    seen.set(id, { beat, sinceMs: nowMs() })
    return false
  }
  return {
    findDead: (rows) =>
      rows.flatMap((row) => {
        const id = readNumber(row, 'id')
        const beat = readNumber(row, 'beat')
        if (id === null || beat === null) return []
        return isSilent(id, beat) || isGone(row, here) ? [{ id, beat }] : []
      }),
  }
}

function isGone(row: Row, here: Whereabouts): boolean {
  const pid = readNumber(row, 'pid')
  if (row.host !== here.host || pid === null || row.process === here.process) return false
  // Our pid with another process's name: it was given to us after that one had ended. (Threads share a pid.)
  if (pid === here.pid) return isMainThread && !String(row.process).startsWith(`${here.process}-`)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** Names the space in which pids mean something: containers on one machine share its name or its file, not their pids. */
function getHost(): string {
  const bootId = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const pidSpace = tryRead(() => readlinkSync('/proc/self/ns/pid'))
  return [hostname(), bootId, pidSpace].join(' ')
}

function tryRead(read: () => string): string {
  try {
    return read()
  } catch {
    return '' // Not Linux: there the host's name must do.
  }
}
