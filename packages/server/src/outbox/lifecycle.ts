// What a client with an outbox can do beside `track`: start, drain, answer a cron job, say what it holds, prepare an event.
import { readEnvironment } from '../config.ts'
import type { Engine } from '../engine.ts'
import type { Recorder } from '../recorder.ts'
import { callSafely } from '../report.ts'
import { closeEngine, whenStopping } from '../shutdown.ts'
import { answerCron, type DrainReport, toDrainReport } from './cron.ts'
import type { OutboxReport } from './outbox-sender.ts'

/** What a client does with its outbox, beside `track`. */
export type OutboxLifecycle = {
  /**
   * Opens the outbox and begins to send what earlier processes left in it; call it once where the server starts
   * (`instrumentation.ts` in Next). Told to stop (SIGTERM, SIGINT), what is under way is finished, 5 s at most; the rest is on disk.
   * Without it the first `track` begins. Does nothing without an outbox or keys.
   *
   * @throws MidaSetupError MIDA-401 to MIDA-410 where the outbox cannot be opened.
   */
  readonly start: () => Promise<void>
  /**
   * Sends what is due in the outbox; resolves when nothing is due, when Mida turns out to be down, or after `withinMs`. Rejects
   * where the outbox cannot be opened.
   *
   * @default withinMs 10_000
   */
  readonly drain: (options?: { readonly withinMs?: number }) => Promise<DrainReport>
  /**
   * A route for a cron job that drains the outbox, for apps that have only functions. The job sends
   * `Authorization: Bearer <CRON_SECRET>`. Answers `{ recordedCount, waitingCount }`. Never rejects.
   */
  readonly cron: (request: Request) => Promise<Response>
  /** What the outbox holds and has done; null without one. Rejects where it cannot be read. */
  readonly outboxReport: () => Promise<OutboxReport | null>
}

const DRAIN_WITHIN_MS = 10_000

export function toOutboxLifecycle(recorder: Recorder): OutboxLifecycle {
  const drain: OutboxLifecycle['drain'] = async ({ withinMs = DRAIN_WITHIN_MS } = {}) => {
    const engine = findEngine(recorder)
    const outbox = engine?.outbox
    if (!outbox) return { recordedCount: 0, waitingCount: (await engine?.flush(withinMs)) ?? 0 }
    const { recorded } = outbox.counts
    await outbox.drain(withinMs)
    return toDrainReport(await outbox.report(), recorded)
  }
  return {
    start: async () => {
      const engine = findEngine(recorder)
      if (!engine?.outbox) return
      void whenStopping().then(() => closeEngine(engine))
      await engine.outbox.start()
    },
    drain,
    cron: (request) =>
      answerCron(request, {
        secret: recorder.options.cronSecret ?? readEnvironment().CRON_SECRET,
        drain: () => toldIfFailing(drain),
      }),
    outboxReport: async () => (await findEngine(recorder)?.outbox?.report()) ?? null,
  }
}

function findEngine(recorder: Recorder): Engine | null {
  return recorder.config.mode === 'live' ? recorder.engine : null
}

async function toldIfFailing(drain: OutboxLifecycle['drain']): Promise<DrainReport> {
  const drained = drain()
  await callSafely('cron', () => drained)
  return drained
}
