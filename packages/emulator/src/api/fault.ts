// Faults that a request can meet, and the one parser that says which are possible.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import { findHeadersError } from './fault-headers.ts'

/** What happens to a request instead of the usual answer. */
export type FaultEffect =
  | {
      kind?: 'status'
      /** 200 to 599. */
      status: number
      /** Text is sent as it is, anything else as JSON. @default Mida's success body for 2xx, else an `error` */
      body?: unknown
      /** For example `{ 'retry-after': '2' }`. None that frames the answer, such as `content-length`. */
      headers?: Readonly<Record<string, string>>
      /** Whether the request does its work all the same. @default false */
      recorded?: boolean
    }
  /** 200 with a body that is not JSON (for the script: not JavaScript). `recorded` is true by default. */
  | { kind: 'malformed'; recorded?: boolean }
  /** The usual answer, cut in the middle of its body. `recorded` is true by default. */
  | { kind: 'truncated'; recorded?: boolean }
  /** The connection is destroyed: before the body is read, or after the work was done. */
  | { kind: 'reset'; when: 'before' | 'after' }
  /** No answer, ever. `recorded` is false by default. */
  | { kind: 'hang'; recorded?: boolean }
  /** The usual answer, `ms` milliseconds later. The API does its work at once, the others only then. */
  | { kind: 'delay'; ms: number }
  /** The script throws before `window.mida` is there. For `on: 'script'` alone. */
  | { kind: 'throw' }

/**
 * What meets a fault: a call to the API, the script itself, a report of the script, or a visitor that is made
 * (`new_visitor`, with a delay alone: the API finds it only so much later).
 */
export type FaultTarget = (typeof TARGETS)[number]

/** A fault, and the requests that meet it. */
export type Fault = FaultEffect & {
  /** @default 'create_event' */
  on?: FaultTarget
  /** Requests that meet it; `Infinity` for all until it is cleared. @default 1, or Infinity with `forMs` or `rate` */
  times?: number
  /** How long it lasts, in milliseconds from when it is added. @default until it is used up */
  forMs?: number
  /** The share of requests that meets it, from 0 to 1, drawn from the emulator's `random`. @default 1 */
  rate?: number
  /** How much later this happens, in milliseconds. @default 0 */
  delayMs?: number
  /** Which requests count. For a reset before the body it sees an empty `body`. @default every one */
  match?: (request: FaultRequest) => boolean
}

/** What `match` sees: `headers` have names in lower case, `path` has its query. */
export type FaultRequest = Readonly<{
  method: string
  path: string
  headers: Readonly<Record<string, string>>
  body: string
}>

export const TARGETS = [
  'create_event',
  'list_events',
  'script',
  'visit',
  'identify',
  'track',
  'new_visitor',
] as const

const FIELDS = ['on', 'times', 'forMs', 'rate', 'delayMs', 'match', 'kind', 'recorded']
const EFFECT_FIELDS = ['status', 'body', 'headers', 'when', 'ms']
const LONGEST_DELAY_MS = 600_000
const LONGEST_LIFE_MS = 24 * 60 * 60 * 1_000

/** Reads a fault that was sent as JSON (`"times": "Infinity"` for all) or written in code. */
export function parseFault(input: unknown): Parsed<Fault> {
  if (!isRecord(input)) return unparsed('A fault must be an object')

  const fields = [...FIELDS, ...EFFECT_FIELDS]
  const unknownField = Object.keys(input).find((name) => !fields.includes(name))
  if (unknownField !== undefined)
    return unparsed(`${unknownField} is unknown; there are ${fields.join(', ')}`)

  const lasts = input.forMs !== undefined || input.rate !== undefined
  const times =
    input.times === 'Infinity' || (input.times === undefined && lasts) ? Infinity : (input.times ?? 1)
  const error = findScopeError(input, times) ?? findEffectError(input) ?? findTargetError(input)
  return error === null ? parsed({ ...input, times } as Fault) : unparsed(error)
}

function findScopeError(input: Record<string, unknown>, times: unknown): string | null {
  const { match, recorded, forMs, rate, delayMs } = input
  if (typeof times !== 'number' || !isCount(times)) return 'times must be a positive integer or Infinity'
  if (match !== undefined && typeof match !== 'function') return 'match must be a function'
  if (recorded !== undefined && typeof recorded !== 'boolean') return 'recorded must be a boolean'
  if (forMs !== undefined && !(isNumberUpTo(forMs, LONGEST_LIFE_MS) && forMs !== 0))
    return `forMs must be a number above 0 and up to ${LONGEST_LIFE_MS}`
  if (rate !== undefined && !isNumberUpTo(rate, 1)) return 'rate must be a number from 0 to 1'
  if (delayMs !== undefined && !isNumberUpTo(delayMs, LONGEST_DELAY_MS))
    return `delayMs must be a number from 0 to ${LONGEST_DELAY_MS}`
  return null
}

function isCount(times: number): boolean {
  return times === Number.POSITIVE_INFINITY || (Number.isSafeInteger(times) && times > 0)
}

function isNumberUpTo(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most
}

function findEffectError(input: Record<string, unknown>): string | null {
  switch (input.kind) {
    case undefined:
    case 'status':
      return findStatusError(input)
    case 'malformed':
    case 'truncated':
    case 'hang':
    case 'throw':
      return null
    case 'reset':
      return input.when === 'before' || input.when === 'after' ? null : "when must be 'before' or 'after'"
    case 'delay':
      return isNumberUpTo(input.ms, LONGEST_DELAY_MS)
        ? null
        : `ms must be a number from 0 to ${LONGEST_DELAY_MS}`
    default:
      return 'kind must be status, malformed, truncated, reset, hang, delay or throw'
  }
}

function findStatusError({ status, headers }: Record<string, unknown>): string | null {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    return 'status must be an integer from 200 to 599'
  }
  return headers === undefined ? null : findHeadersError(headers)
}

function findTargetError({ on = 'create_event', kind }: Record<string, unknown>): string | null {
  if (!TARGETS.some((target) => target === on)) return `on must be one of ${TARGETS.join(', ')}`
  if (kind === 'throw' && on !== 'script') return "kind throw is for on: 'script' alone"
  if (on === 'new_visitor' && kind !== 'delay') return "on new_visitor there is kind: 'delay' alone"
  return null
}
