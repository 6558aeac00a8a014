// The way to Mida where only `fetch` exists: edge runtimes, workers, and tests that pass the emulator's.
import {
  type Transport,
  type TransportOptions,
  toErrorOutcome,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './transport.ts'

/** A `fetch` as the platform has it, called with an address and plain options. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>

/** Nothing to do where there is no undici: a `fetch` that adds headers of its own cannot be kept from it. */
export function keepOwnHeaders(_authorization: string): void {}

/**
 * Next's `fetch` may keep the answer to a GET. `cache: 'no-store'` would say the same, but adds `cache-control` and
 * `pragma` to the request on Workers and in Node, and throws on Workers of before 2024-11.
 */
export const NOT_FROM_NEXTS_CACHE: object = { next: { revalidate: 0 } }

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
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: abort.signal,
      ...NOT_FROM_NEXTS_CACHE,
    })
    const body = await readText(answer, request.maxAnswerBytes).catch(() => null)
    return { kind: 'answer', httpStatus: answer.status, retryAfter: answer.headers.get('retry-after'), body }
  } catch (error) {
    return abort.signal.aborted ? { kind: 'timed_out', afterMs: timeoutMs } : toErrorOutcome(error)
  } finally {
    clearTimeout(timer)
  }
}

/** The body as text; null where it is longer than `maxBytes`, of which no more is read then. */
async function readText(answer: Response, maxBytes: number): Promise<string | null> {
  if (!answer.body) return ''
  const reader = answer.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let byteCount = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    byteCount += part.value.byteLength
    if (byteCount > maxBytes) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(part.value, { stream: true })
  }
  return text + decoder.decode()
}
