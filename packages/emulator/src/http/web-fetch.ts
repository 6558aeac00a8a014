// The emulator as a web-standard fetch: converts Request and Response, and enacts outcomes on promises.
import type { Core } from '../core.ts'
import { type Answer, type ApiRequest, isBodiless, type LiveBody, type Outcome } from './exchange.ts'
import { readBody } from './read-body.ts'

/** Answers one request, whatever its host. Rejects with a TypeError where a network would fail, and on abort. */
export async function respondWeb(core: Core, request: Request, signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted()
  const { pathname, search } = new URL(request.url)
  const headers = Object.fromEntries(request.headers)
  const head: ApiRequest = { method: request.method, path: pathname + search, headers, body: '' }

  const refused = core.refuseAtHead(head)
  if (refused) return enact(refused, head, signal)

  const body = await readBody(request, core.bodyLimitOf(head))
  signal.throwIfAborted()
  const outcome = body === null ? core.respondTooLarge(head) : core.respond({ ...head, body })
  return enact(outcome, head, signal)
}

async function enact(outcome: Outcome, head: ApiRequest, signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted()
  switch (outcome.kind) {
    case 'answer':
      return toResponse(outcome.answer, head, signal)
    case 'later':
      await pause(outcome.afterMs, signal)
      return enact(outcome.make(), head, signal)
    case 'truncated':
      return new Response(brokenBody(outcome.answer.body), outcome.answer)
    case 'reset':
      throw failedFetch()
    case 'hang':
      return untilAborted(signal)
    default:
      return outcome satisfies never
  }
}

function toResponse(answer: Answer, head: ApiRequest, signal: AbortSignal): Response {
  if (isBodiless(answer.status) || head.method === 'HEAD') return new Response(null, answer)
  const body = typeof answer.body === 'string' ? answer.body : liveStream(answer.body, signal)
  return new Response(body, answer)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** What undici rejects with when the other side resets the connection. */
function failedFetch(): TypeError {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  return new TypeError('fetch failed', { cause })
}

function brokenBody(body: string | LiveBody): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : '')
  const start = bytes.subarray(0, Math.floor(bytes.length / 2))
  return new ReadableStream({
    start: (controller) => controller.enqueue(start),
    pull: (controller) => controller.error(new TypeError('terminated')),
  })
}

function liveStream(body: LiveBody, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let close = (): void => {}
  return new ReadableStream({
    start: (controller) => {
      close = body.open((chunk) => controller.enqueue(encoder.encode(chunk)))
      signal.addEventListener('abort', () => {
        close()
        controller.error(signal.reason)
      })
    },
    cancel: () => close(),
  })
}
