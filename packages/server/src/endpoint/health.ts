// `GET {endpoint}?health`: that the route is there for everybody, and how the client is for who has the secret.
import { isBearer } from '../bearer.ts'
import { readEnvironment } from '../config.ts'
import type { MidaStats } from '../counters.ts'
import { SECRET_LENGTH } from '../options.ts'
import type { OutboxReport } from '../outbox/outbox-sender.ts'
import { readOutbox } from '../outbox/read-outbox.ts'
import type { Recorder } from '../recorder.ts'
import { callSafely } from '../report.ts'
import { answerJson } from './answers.ts'

/** What the health answer tells with the secret. `outbox`: null without one, `unavailable` where it cannot be read. */
export type HealthReport = {
  readonly ok: boolean
  readonly mode: 'live' | 'log' | 'off' | 'misconfigured'
  readonly stats: MidaStats
  readonly outbox: OutboxReport | 'unavailable' | null
}

/**
 * 200 `{ ok: true }`, which tells nothing but that the route is there. With the secret, where one is set, the
 * `HealthReport`: 503 where nothing can be recorded. 401 for a wrong one.
 */
export async function answerHealth(request: Request, recorder: Recorder): Promise<Response> {
  const secret = recorder.options.healthSecret ?? readEnvironment().MIDA_HEALTH_SECRET ?? ''
  // Credentials of another scheme are somebody else's: a proxy's before a preview of the app, say.
  const isAsked = /^bearer( |$)/i.test(request.headers.get('authorization') ?? '')
  if (!isAsked || secret.length < SECRET_LENGTH) return answerJson(200, { ok: true })
  if (!(await isBearer(request, secret))) return answerJson(401, UNAUTHORIZED)
  const report = await readHealth(recorder)
  return answerJson(report.ok ? 200 : 503, report)
}

async function readHealth(recorder: Recorder): Promise<HealthReport> {
  const { mode } = recorder.config
  const outbox = await tryOutbox(recorder)
  const ok = mode !== 'misconfigured' && outbox !== 'unavailable'
  return { ok, mode, stats: recorder.stats(), outbox }
}

async function tryOutbox(recorder: Recorder): Promise<HealthReport['outbox']> {
  const reading = readOutbox(recorder)
  await callSafely('outbox', () => reading)
  return reading.catch(() => 'unavailable')
}

const UNAUTHORIZED = { code: 'unauthorized', message: 'The secret is missing or wrong.' } as const
