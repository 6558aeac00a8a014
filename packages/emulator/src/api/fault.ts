// Faults that a Create Event call can meet, and the one parser that says which are possible.
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { ApiRequest } from '../http/exchange.ts'
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'

/** What happens to a Create Event call instead of the usual answer. */
export type FaultEffect =
  | {
      kind?: 'status'
      /** 200 to 599. */
      status: number
      /** Text is sent as it is, anything else as JSON. @default Mida's success body for 2xx, else an `error` */
      body?: unknown
      /** For example `{ 'retry-after': '2' }`. None that frames the answer, such as `content-length`. */
      headers?: Readonly<Record<string, string>>
      /** Whether the event is recorded all the same. @default false */
      recorded?: boolean
    }
  /** 200 with a body that is not JSON. `recorded` is true by default. */
  | { kind: 'malformed'; recorded?: boolean }
  /** The usual answer, cut in the middle of its body. `recorded` is true by default. */
  | { kind: 'truncated'; recorded?: boolean }
  /** The connection is destroyed: before the body is read, or after the event was recorded. */
  | { kind: 'reset'; when: 'before' | 'after' }
  /** No answer, ever. `recorded` is false by default. */
  | { kind: 'hang'; recorded?: boolean }
  /** The event is recorded at once, and the usual answer comes `ms` milliseconds later. */
  | { kind: 'delay'; ms: number }

/** A fault, and the calls that meet it. */
export type Fault = FaultEffect & {
  /** Calls that meet it; `Infinity` for all until it is cleared. @default 1 */
  times?: number
  /** Which calls count. For a reset before the body it sees an empty `body`. @default every call */
  match?: (request: ApiRequest) => boolean
}

const LONGEST_DELAY_MS = 600_000

/** These say where an answer ends, which is the server's own business: a wrong one cannot be sent at all. */
const FRAMING_HEADERS = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Reads a fault that was sent as JSON (`"times": "Infinity"` for all calls) or written in code. */
export function parseFault(input: unknown): Parsed<Fault> {
  if (!isRecord(input)) return unparsed('A fault must be an object')

  const times = input.times === 'Infinity' ? Number.POSITIVE_INFINITY : (input.times ?? 1)
  if (typeof times !== 'number' || !isCount(times))
    return unparsed('times must be a positive integer or Infinity')
  if (input.match !== undefined && typeof input.match !== 'function')
    return unparsed('match must be a function')
  if (input.recorded !== undefined && typeof input.recorded !== 'boolean') {
    return unparsed('recorded must be a boolean')
  }
  const error = findEffectError(input)
  return error === null ? parsed({ ...input, times } as Fault) : unparsed(error)
}

function isCount(times: number): boolean {
  return times === Number.POSITIVE_INFINITY || (Number.isSafeInteger(times) && times > 0)
}

function findEffectError(input: Record<string, unknown>): string | null {
  switch (input.kind) {
    case undefined:
    case 'status':
      return findStatusError(input)
    case 'malformed':
    case 'truncated':
    case 'hang':
      return null
    case 'reset':
      return input.when === 'before' || input.when === 'after' ? null : "when must be 'before' or 'after'"
    case 'delay':
      return isDelayMs(input.ms) ? null : `ms must be a number from 0 to ${LONGEST_DELAY_MS}`
    default:
      return 'kind must be status, malformed, truncated, reset, hang or delay'
  }
}

function isDelayMs(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 0 && ms <= LONGEST_DELAY_MS
}

function findStatusError({ status, headers }: Record<string, unknown>): string | null {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return 'status must be an integer from 200 to 599'
  }
  return headers === undefined ? null : findHeadersError(headers)
}

function findHeadersError(headers: unknown): string | null {
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
