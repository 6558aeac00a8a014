// The route that a cron job calls where an app has only functions: it sends a batch from the outbox and says what is left.
import { isBearer } from '../bearer.ts'
import type { OutboxReport } from './outbox-sender.ts'

/** What one run of a worker or a cron job has done. */
export type DrainReport = {
  /** Events that this process recorded meanwhile. */
  readonly recordedCount: number
  /** Events that still wait in the outbox, for another try or another run. */
  readonly waitingCount: number
}

export type CronContext = {
  readonly secret: string | undefined
  readonly drain: () => Promise<DrainReport>
}

/** Answers a cron job's request: 401 without the secret, 503 where none is set or the outbox cannot be opened. */
export async function answerCron(request: Request, { secret, drain }: CronContext): Promise<Response> {
  if (secret === undefined || secret === '') {
    return answer(503, {
      error: 'Set CRON_SECRET, or the option cronSecret, to the secret that the cron job sends.',
    })
  }
  if (!(await isBearer(request, secret))) return answer(401, { error: 'The secret is missing or wrong.' })
  try {
    return answer(200, await drain())
  } catch {
    return answer(503, { error: 'The outbox cannot be opened; the server log says why.' })
  }
}

/** What an outbox report says of a run that began at `recordedBefore`. */
export function toDrainReport(report: OutboxReport, recordedBefore: number): DrainReport {
  const { server, browser } = report.waiting
  return { recordedCount: report.counts.recorded - recordedBefore, waitingCount: server + browser }
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
