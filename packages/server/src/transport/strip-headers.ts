// Keeps what instrumentation adds to a request (traceparent, baggage) from reaching Mida.
// Sentry and OpenTelemetry add it through undici's diagnostics channel, so that is where it is kept out again.
import { subscribe } from 'node:diagnostics_channel'

type UndiciRequest = {
  /** Names and values in turn. */
  headers: string[]
  addHeader: (name: string, value: string) => unknown
}

const CHANNEL = 'undici:request:create'
let isSubscribed = false

/**
 * From now on, a request with one of our own Authorization headers keeps the headers that it was made with, whoever
 * subscribes before or after.
 */
export function stripAddedHeaders(ownAuthorizations: ReadonlySet<string>, allowed: readonly string[]): void {
  if (isSubscribed) return
  isSubscribed = true
  subscribe(CHANNEL, (message) => {
    const request = findRequest(message)
    if (!request || !ownAuthorizations.has(readHeader(request.headers, 'authorization'))) return
    if (!holdsOnly(request.headers, allowed)) request.headers = keepOnly(request.headers, allowed)
    request.addHeader = addNothing
  })
}

function findRequest(message: unknown): UndiciRequest | null {
  if (typeof message !== 'object' || message === null || !('request' in message)) return null
  const { request } = message
  const isRequest = typeof request === 'object' && request !== null && 'headers' in request
  return isRequest && Array.isArray(request.headers) ? (request as UndiciRequest) : null
}

function addNothing(this: unknown): unknown {
  return this
}

// Plain loops: this runs for every request of the process, the app's too.
function readHeader(headers: readonly string[], name: string): string {
  for (let at = 0; at < headers.length; at += 2) if (headers[at] === name) return headers[at + 1] ?? ''
  return ''
}

function holdsOnly(headers: readonly string[], allowed: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) if (!allowed.includes(headers[at] ?? '')) return false
  return true
}

function keepOnly(headers: readonly string[], allowed: readonly string[]): string[] {
  return headers.filter((_, index, all) => allowed.includes(all[index - (index % 2)] ?? ''))
}
