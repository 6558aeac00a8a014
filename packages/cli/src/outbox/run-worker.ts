// The worker itself: the server's client over the outbox, without events of its own.
import { defineEvents } from '@mida-kit/contract'
import { createMida, type Mida, type OutboxReport } from '@mida-kit/server'
import { EXIT, type ExitStatus, Misuse } from '../command.ts'
import { type Terminal, toCleanLine } from '../terminal.ts'
import { type OpenedOutbox, toMisuse } from './open-outbox.ts'
import { toAge, toCount, toEvents } from './say.ts'

export type WorkerOptions = {
  readonly isOnce: boolean
  readonly isJson: boolean
  readonly drainWithinMs: number
  readonly connections: number
  readonly retryForMs: number
}

/** Events were checked when they were tracked: the worker needs no catalogue. */
const NO_EVENTS = defineEvents({})

type WorkerMida = Mida<typeof NO_EVENTS>

export async function runWorker(
  { outbox, file }: OpenedOutbox,
  terminal: Terminal,
  options: WorkerOptions,
): Promise<ExitStatus> {
  const { connections, retryForMs, drainWithinMs, isOnce, isJson } = options
  const startedAtMs = performance.now()
  const mida = createMida({
    events: NO_EVENTS,
    outbox,
    connections,
    outboxRetryForMs: retryForMs,
    mode: 'live',
  })
  await requireKeys(mida)
  // Before the client listens itself: the first to close it says how long that may take.
  const stopped = whenToldToStop(() => mida.close({ withinMs: drainWithinMs }))
  try {
    await mida.start()
    if (!isJson) terminal.printError(`Sending from ${toCleanLine(file)}. SIGTERM or Ctrl-C stops it.`)
    const watch = watchProgress(mida, terminal, startedAtMs)
    if (isOnce) await Promise.race([mida.drain({ withinMs: LONGEST_TIMER_MS }), stopped.told])
    else await stopped.told
    watch.end()
  } catch (error) {
    await mida.close({ withinMs: 0 })
    throw toMisuse(error)
  }
  await stopped.stop()
  const report = await mida.outboxReport()
  await outbox.close()
  if (!report) throw new Misuse('the worker has no keys')
  sayEnd(report, { terminal, isJson, tookMs: performance.now() - startedAtMs })
  return toStatus(report, { isOnce, isTold: stopped.isTold() })
}

/** A worker without keys would look like one that works. @throws Misuse */
async function requireKeys(mida: WorkerMida): Promise<void> {
  const report = await mida.check()
  // The client has printed the whole of it.
  if (report.status === 'misconfigured') throw new Misuse(`the worker cannot start: ${report.code}`)
}

/** A drain has no deadline of its own: it ends when nothing is due, when Mida is down, or when it is told to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

type Stopping = {
  /** Resolves at the first signal. */
  readonly told: Promise<void>
  readonly isTold: () => boolean
  /** Closes the client, by a signal or without one. */
  readonly stop: () => Promise<void>
}

function whenToldToStop(close: () => Promise<unknown>): Stopping {
  let closing: Promise<unknown> | null = null
  let isTold = false
  const stop = async (): Promise<void> => {
    closing ??= close()
    await closing
  }
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (isTold) process.exit(EXIT.problem)
        isTold = true
        void stop()
        resolve()
      })
    }
  })
  return { told, isTold: () => isTold, stop }
}

const LOOK_EVERY_MS = 1_000

/** Keeps the process alive, and shows on a terminal how it goes. */
function watchProgress(
  mida: WorkerMida,
  terminal: Terminal,
  startedAtMs: number,
): { readonly end: () => void } {
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking || !terminal.isInteractive) return
    isLooking = true
    const report = await mida.outboxReport().catch(() => null)
    isLooking = false
    if (!report || isEnded) return
    const { recorded } = report.counts
    const perSecond = Math.round((recorded * 1_000) / (performance.now() - startedAtMs))
    const rest = `${toCount(toWaiting(report))} wait, ${toCount(perSecond)}/s`
    terminal.showProgress(`${toCount(recorded)} recorded, ${rest}`)
  }
  let isEnded = false
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  return {
    end: () => {
      isEnded = true
      clearInterval(timer)
      terminal.showProgress(null)
    },
  }
}

function sayEnd(
  report: OutboxReport,
  { terminal, isJson, tookMs }: { terminal: Terminal; isJson: boolean; tookMs: number },
): void {
  const { counts, ...holds } = report
  if (isJson) {
    terminal.print(JSON.stringify({ version: 1, tookMs: Math.round(tookMs), counts, holds }))
    return
  }
  const { recorded, dead, inDoubt, unattributable, abandoned } = counts
  const parts = [
    `${toEvents(recorded)} recorded in ${toAge(tookMs)}`,
    ...(dead > 0 ? [`${toCount(dead)} dead`] : []),
    ...(inDoubt > 0 ? [`${toCount(inDoubt)} in doubt`] : []),
    ...(unattributable > 0 ? [`${toCount(unattributable)} unattributable`] : []),
    ...(abandoned > 0 ? [`${toCount(abandoned)} still under way when the time was over`] : []),
    `${toCount(toWaiting(report))} wait`,
  ]
  terminal.printError(parts.join(', '))
}

function toStatus(
  report: OutboxReport,
  { isOnce, isTold }: { isOnce: boolean; isTold: boolean },
): ExitStatus {
  if (report.counts.abandoned > 0) return EXIT.problem
  return isOnce && !isTold && toWaiting(report) > 0 ? EXIT.problem : EXIT.fine
}

function toWaiting({ waiting }: Pick<OutboxReport, 'waiting'>): number {
  return waiting.server + waiting.browser
}
