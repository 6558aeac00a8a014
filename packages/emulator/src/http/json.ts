// Reading JSON that anybody may have sent.

/** Deeper values are refused, so that nothing further in can overflow the stack. */
const DEPTH_LIMIT = 64

export type Parsed<Value> = { ok: true; value: Value } | { ok: false; error: string }

export function parsed<Value>(value: Value): Parsed<Value> {
  return { ok: true, value }
}

export function unparsed(error: string): { ok: false; error: string } {
  return { ok: false, error }
}

export function parseJsonObject(text: string): Parsed<Record<string, unknown>> {
  const json = parseJson(text)
  if (!json.ok) return json
  if (!isRecord(json.value)) return unparsed('The body must be a JSON object')
  if (isDeeperThan(json.value, DEPTH_LIMIT))
    return unparsed(`The body nests deeper than ${DEPTH_LIMIT} levels`)
  return parsed(json.value)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** How many values there are in it, itself included. Only for what is not nested too deep. */
export function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Object.values(value)) count += countValues(inner)
  return count
}

function parseJson(text: string): Parsed<unknown> {
  try {
    return parsed<unknown>(JSON.parse(text))
  } catch {
    return unparsed('The body is not valid JSON')
  }
}

function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (limit === 0) return true
  return Object.values(value).some((inner) => isDeeperThan(inner, limit - 1))
}
