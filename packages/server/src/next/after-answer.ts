// Work after the answer: Next's `after`, which holds a platform that freezes, and a server that is told to stop.
import { after } from 'next/server.js'
import type { Recorder } from '../recorder.ts'

const DRAIN_WITHIN_MS = 5_000

/** Runs work after the answer; outside a request, at once. */
export function runAfterAnswer(work: () => Promise<void>): void {
  if (!tryAfter(work)) void work()
}

/** Keeps the process alive until the queue is empty, at most 5 s; armed once per drain, not once per event. */
export function drainAfterAnswer(recorder: Recorder): void {
  const { engine } = recorder
  if (!engine || engine.isDrainArmed) return
  engine.isDrainArmed = tryAfter(async () => {
    await engine.queue.flush(DRAIN_WITHIN_MS)
    engine.isDrainArmed = false
  })
}

function tryAfter(work: () => Promise<void>): boolean {
  try {
    after(work)
    return true
  } catch {
    return false // Outside a request there is no answer to wait for.
  }
}
