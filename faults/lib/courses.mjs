// @ts-check
// What happens to the processes of one run: started, told to stop, killed, or left without their disk or database.
import { until } from './child.mjs'

/**
 * @typedef {object} Context
 * @property {(first: number, count: number) => ReturnType<typeof import('./child.mjs').startChild>} start
 * @property {Awaited<ReturnType<typeof import('./upstream.mjs').startUpstream>>} upstream
 * @property {number} count
 * @property {number} rounds
 * @property {boolean} isDurable
 * @property {number} emptyWithinMs how long the outbox is waited for
 * @property {() => void} freeDisk
 * @property {() => Promise<() => Promise<unknown>>} holdStore the outbox answers nobody until the function that this gives is called
 * @property {() => Promise<unknown>} restartDatabase
 */

const DONE_WITHIN_MS = 60_000
/** A process that has not ended by then is killed. */
const STUCK_MS = 20_000
/** A kill comes up to so much after the share that it waits for. */
const MOST_LATER_MS = 100

/** Each gives how long the last process took to end once it was told to, in milliseconds. @type {Record<import('./rows.mjs').Course, (context: Context) => Promise<number>>} */
export const COURSES = {
  live: (context) => finish(context.start(0, context.count), context),

  sigterm: async (context) => {
    const child = context.start(0, context.count)
    await untilRecorded(context, context.count / 2)
    const drainMs = await child.end('SIGTERM')
    await restart(context)
    return drainMs
  },

  sigterm_stuck: async (context) => {
    const child = context.start(0, context.count)
    await untilRecorded(context, context.count / 4)
    const release = await context.holdStore()
    const drainMs = await Promise.race([child.end('SIGTERM'), notWithin(STUCK_MS)])
    await release()
    await child.end('SIGKILL')
    await restart(context)
    return drainMs
  },

  sigterm_hanging: async (context) => {
    const child = context.start(0, context.count)
    await until(() => context.upstream.state.hangingCount > 0 && child.said.has('done'), 30_000)
    const drainMs = await child.end('SIGTERM')
    context.upstream.state.behave = () => ({ kind: 'ok' })
    await restart(context)
    return drainMs
  },

  kill: async (context) => {
    const { start, upstream, count, rounds } = context
    const each = Math.ceil(count / rounds)
    for (let round = 0; round < rounds; round += 1) {
      const wanted = upstream.recorded.size + Math.random() * each
      const child = start(round * each, Math.min(each, count - round * each))
      await until(() => upstream.recorded.size >= wanted || child.said.has('done'), 10_000)
      if (child.said.has('done')) await until(() => upstream.recorded.size >= wanted, Math.random() * 200)
      // Else every kill would come right after an answer that nobody has read yet.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * MOST_LATER_MS))
      await child.end('SIGKILL')
    }
    return restart(context)
  },

  kill_in_outage: async (context) => {
    context.upstream.state.isDown = true
    const child = context.start(0, context.count)
    await until(() => child.said.has('done'), 30_000)
    await child.end('SIGKILL')
    context.upstream.state.isDown = false
    return restart(context)
  },

  two_workers: async (context) => {
    const [child, other] = startTwo(context)
    await finish(child, context)
    return finish(other, context)
  },

  lose_worker: async (context) => {
    const [child, other] = startTwo(context)
    await untilRecorded(context, context.count / 4)
    await child.end('SIGKILL')
    return finish(other, context)
  },

  disk_full: async (context) => {
    setTimeout(context.freeDisk, 5_000)
    return finish(context.start(0, context.count), context)
  },

  database_restarts: async (context) => {
    const child = context.start(0, context.count)
    for (const share of [0.2, 0.4]) {
      await untilRecorded(context, context.count * share)
      await context.restartDatabase()
    }
    return finish(child, context)
  },
}

/** @param {number} ms @returns {Promise<number>} */
function notWithin(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(ms), ms))
}

/** @param {Context} context */
function startTwo({ start, count }) {
  const half = Math.floor(count / 2)
  return /** @type {const} */ ([start(0, half), start(half, count - half)])
}

/** A process that tracks nothing sends what the last one left. @param {Context} context */
function restart(context) {
  return finish(context.start(context.count, 0), context)
}

/** @param {Context} context @param {number} most */
function untilRecorded({ upstream }, most) {
  return until(() => upstream.recorded.size >= most, 30_000)
}

/** Waits until nothing comes any more, then tells the process to stop. @param {ReturnType<Context['start']>} child @param {Context} context */
async function finish(child, { isDurable, upstream, emptyWithinMs }) {
  await until(() => child.said.has('done'), DONE_WITHIN_MS)
  if (isDurable) await until(() => child.said.has('empty'), emptyWithinMs)
  else await untilQuiet(upstream)
  return child.end('SIGTERM')
}

/** The peers do not say when they are done: no request came for 12 s, longer than any of their waits. @param {Context['upstream']} upstream */
async function untilQuiet(upstream) {
  let last = -1
  let sinceMs = performance.now()
  await until(() => {
    if (upstream.state.requestCount !== last) {
      last = upstream.state.requestCount
      sinceMs = performance.now()
    }
    return performance.now() - sinceMs > 12_000
  }, 60_000)
}
