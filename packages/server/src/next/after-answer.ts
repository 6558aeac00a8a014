// Work after the answer: Next's `after`, which holds a platform that freezes, and a server that is told to stop.
import { after } from 'next/server.js'
import { readEnvironment } from '../config.ts'
import type { Engine } from '../engine.ts'
import type { Recorder } from '../recorder.ts'
import { closeEngine, whenStopping } from '../shutdown.ts'

/** Longest that a function's invocation is held for what waits: it is paid by the second. */
const FUNCTION_DRAIN_WITHIN_MS = 5_000

/** Runs work after the answer; outside a request, at once. */
export function runAfterAnswer(work: () => Promise<void>): void {
  if (!tryAfter(work)) void work()
}

/**
 * Keeps the process alive for what waits; armed once per drain, not once per event.
 *
 * A server is held until the queue is empty or, told to stop, 5 s longer: then what is left is told. A function's
 * invocation is held for 5 s at most.
 */
export function drainAfterAnswer(recorder: Recorder): void {
  const { engine } = recorder
  if (!engine || engine.isDrainArmed) return
  const stopping = whenStopping()
  engine.isDrainArmed = tryAfter(async () => {
    if (isFunction()) await engine.flush(FUNCTION_DRAIN_WITHIN_MS)
    else await drainServer(engine, stopping)
    engine.isDrainArmed = false
  })
}

async function drainServer(engine: Engine, stopping: Promise<void>): Promise<void> {
  const ended = await Promise.race([settleEverything(engine), stopping.then(() => 'stopping' as const)])
  if (ended === 'stopping') await closeEngine(engine)
}

/** Nothing waits in memory, and nothing of the outbox is under way: what waits there is on disk. */
async function settleEverything(engine: Engine): Promise<void> {
  await Promise.all([engine.queue.flush(FOREVER_MS), engine.outbox?.settled()])
}

/** The longest that a timer takes. */
const FOREVER_MS = 2 ** 31 - 1

function isFunction(): boolean {
  const { VERCEL, AWS_LAMBDA_FUNCTION_NAME, NETLIFY, K_SERVICE } = readEnvironment()
  return [VERCEL, AWS_LAMBDA_FUNCTION_NAME, NETLIFY, K_SERVICE].some(Boolean)
}

function tryAfter(work: () => Promise<void>): boolean {
  try {
    after(work)
    return true
  } catch {
    return false // Outside a request there is no answer to wait for.
  }
}
