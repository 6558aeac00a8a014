// Which headers a fault may send.
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { isRecord } from '../http/json.ts'

/** These say where an answer ends, which is the server's own business: a wrong one cannot be sent at all. */
const FRAMING_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** What is wrong with them, or null. */
export function findHeadersError(headers: unknown): string | null {
  if (!isRecord(headers) || !Object.entries(headers).every(isHeader)) {
    return 'headers must be an object of header names and texts'
  }
  const framing = Object.keys(headers).find((name) => FRAMING_HEADERS.has(name.toLowerCase()))
  return framing === undefined ? null : `headers must not set ${framing.toLowerCase()}`
}

function isHeader([name, value]: [string, unknown]): boolean {
  if (typeof value !== 'string') return false
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}
