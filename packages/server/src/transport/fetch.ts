// The way to Mida where only `fetch` exists: edge runtimes, workers, and tests that pass the emulator's.
import {
  MAX_ANSWER_BYTES,
  type Transport,
  type TransportOptions,
  toErrorOutcome,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './transport.ts'

/** A `fetch` as the platform has it, called with an address and plain options. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** A transport over a `fetch`, the platform's by default. Follows no redirect. */
export function createTransport(options: TransportOptions, fetch: Fetch = globalThis.fetch): Transport {
  return {
    send: (request) => send(fetch, request, options),
    close: async () => {},
  }
}

async function send(
  fetch: Fetch,
  request: UpstreamRequest,
  options: TransportOptions,
): Promise<UpstreamOutcome> {
  const timeoutMs = options.connectTimeoutMs + options.answerTimeoutMs
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), timeoutMs)
  try {
    const answer = await fetch(`${request.origin}${request.path}`, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: abort.signal,
    })
    const body = await readText(answer).catch(() => null)
    return { kind: 'answer', httpStatus: answer.status, retryAfter: answer.headers.get('retry-after'), body }
  } catch (error) {
    return abort.signal.aborted ? { kind: 'timed_out', afterMs: timeoutMs } : toErrorOutcome(error)
  } finally {
    clearTimeout(timer)
  }
}

async function readText(answer: Response): Promise<string | null> {
  const text = await answer.text()
  return text.length > MAX_ANSWER_BYTES ? null : text
}
