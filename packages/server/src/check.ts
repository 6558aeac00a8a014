// Says whether the set-up is right, before the first event needs it: for `instrumentation.ts`, a health check or a script.

import { listEventsPath } from '@mida-kit/contract/mida'
import { keepOwnHeaders } from '#transport'
import type { MidaMode } from './options.ts'
import type { Recorder } from './recorder.ts'
import { sayOnce } from './report.ts'
import { type Fetch, NOT_FROM_NEXTS_CACHE } from './transport/fetch.ts'
import type { Destination } from './upstream.ts'

/** What `check` looks at, beside the configuration. */
export type CheckOptions = {
  /**
   * Asks Mida whether the key, the project and the region belong together: one read of the event list, which writes
   * nothing; 5 s at most. @default false
   */
  readonly ask?: boolean | undefined
}

/** What a check found. `refused`: Mida does not take the key for this project and region: perhaps the two are swapped. */
export type CheckReport =
  | { readonly status: 'ok'; readonly mode: MidaMode }
  | { readonly status: 'misconfigured'; readonly code: string; readonly message: string }
  | { readonly status: 'refused' | 'unreachable'; readonly message: string }

export type Check = (options?: CheckOptions) => Promise<CheckReport>

const ASK_WITHIN_MS = 5_000

/** Reads the configuration and prints what is wrong with it, once. Never rejects. */
export async function check(
  recorder: Recorder,
  { ask = false }: CheckOptions,
  fetch: Fetch | undefined,
): Promise<CheckReport> {
  const { config } = recorder
  if (config.mode === 'misconfigured') {
    return { status: 'misconfigured', code: config.error.code, message: config.error.message }
  }
  if (config.mode !== 'live' || !ask) return { status: 'ok', mode: config.mode }
  const report = await askMida(config.destination, fetch)
  if (report.status !== 'ok') sayOnce(`[mida] ${report.message}`)
  return report
}

async function askMida(
  { apiUrl, projectKey, apiKey }: Destination,
  fetch: Fetch = globalThis.fetch,
): Promise<CheckReport> {
  const url = `${apiUrl.replace(/\/+$/, '')}${listEventsPath(projectKey)}?limit=1`
  const authorization = `Bearer ${apiKey}`
  keepOwnHeaders(authorization)
  const status = await readStatus(fetch, url, {
    headers: { authorization, accept: 'application/json' },
    redirect: 'manual',
    credentials: 'omit',
    ...NOT_FROM_NEXTS_CACHE,
    signal: AbortSignal.timeout(ASK_WITHIN_MS),
  })
  if (status === null) return { status: 'unreachable', message: 'Mida cannot be reached from here.' }
  if (status === 401 || status === 403 || status === 404) return { status: 'refused', message: REFUSED }
  if (status !== 200) return { status: 'unreachable', message: `Mida answered ${status}.` }
  return { status: 'ok', mode: 'live' }
}

async function readStatus(fetch: Fetch, url: string, init: RequestInit): Promise<number | null> {
  try {
    const answer = await fetch(url, init)
    await answer.body?.cancel()
    return answer.status
  } catch {
    return null
  }
}

const REFUSED =
  'Mida does not take this API key for this project: check that MIDA_API_KEY, the project key and MIDA_REGION belong together, and that the two keys are not swapped.'
