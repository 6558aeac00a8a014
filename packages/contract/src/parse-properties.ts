// Reads an event's properties from outside: plain JSON, bounded in depth, keys and text.
import type { JsonObject } from './json.ts'
import { isCleanText, isForbiddenKey } from './names.ts'
import { PROTOCOL_LIMITS, type ProtocolLimits } from './protocol.ts'

/** What is wrong with a value, and where: `path` as in `properties.items[2].name`. */
export type PropertyFault = { readonly path: string; readonly message: string }

type Limits = Pick<ProtocolLimits, 'depth' | 'keyCount' | 'keyLength' | 'stringLength'>

type Budget = {
  readonly limits: Limits
  keyCount: number
  /** The objects and lists around the value, so that a circle is told from mere depth. */
  readonly around: object[]
}

/**
 * Says what keeps properties from being recorded, or null where nothing does.
 *
 * Refused: anything that JSON cannot carry or would change in silence: bigint, NaN, Infinity, functions, symbols as
 * values or keys, `undefined` in a list, circles, Map, Set and other instances, invalid dates, getters that throw (a
 * valid `Date` passes: JSON makes an ISO string of it); a key that reaches a prototype; and by default more than 6
 * levels, 200 keys or 1,024 characters a string.
 */
export function findPropertyFault(
  properties: unknown,
  path: string = 'properties',
  limits: Limits = PROTOCOL_LIMITS,
): PropertyFault | null {
  if (!isPlainObject(properties)) return { path, message: 'must be an object' }
  return inspectObject(properties, path, 1, { limits, keyCount: 0, around: [properties] })
}

/** Whether a value is a plain object: neither null, nor a list, nor an instance of a class. */
export function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function inspect(value: unknown, path: string, depth: number, budget: Budget): PropertyFault | null {
  if (value === null || value === undefined || typeof value === 'boolean') return null
  if (typeof value === 'string') return inspectString(value, path, budget.limits)
  if (typeof value === 'number') {
    return Number.isFinite(value) ? null : { path, message: 'must be a finite number' }
  }
  if (value instanceof Date) return inspectDate(value, path)
  if (!Array.isArray(value) && !isPlainObject(value)) {
    // BigInt, Function, Symbol, Map, Set, Promise, …; an instance of an app's own class is an "Object".
    const kind = Object.prototype.toString.call(value).slice(8, -1)
    return { path, message: `cannot be carried by JSON (${kind})` }
  }
  if (budget.around.includes(value)) return { path, message: 'is circular: it holds itself' }
  if (depth > budget.limits.depth)
    return { path, message: `is nested deeper than ${budget.limits.depth} levels` }
  budget.around.push(value)
  const fault = Array.isArray(value)
    ? inspectList(value, path, depth, budget)
    : inspectObject(value, path, depth, budget)
  budget.around.pop()
  return fault
}

function inspectDate(date: Date, path: string): PropertyFault | null {
  if (date.toJSON !== Date.prototype.toJSON) return { path, message: 'is a date with a toJSON of its own' }
  return Number.isNaN(date.getTime()) ? { path, message: 'is an invalid date' } : null
}

function inspectString(value: string, path: string, limits: Limits): PropertyFault | null {
  if (value.length > limits.stringLength) {
    return { path, message: `is longer than ${limits.stringLength} characters` }
  }
  return isCleanText(value) ? null : { path, message: 'holds a NUL or half of a surrogate pair' }
}

function inspectList(
  list: readonly unknown[],
  path: string,
  depth: number,
  budget: Budget,
): PropertyFault | null {
  for (const [index, item] of list.entries()) {
    const at = `${path}[${index}]`
    if (item === undefined) return { path: at, message: 'is undefined, of which JSON makes null in a list' }
    const fault = countKey(path, budget) ?? inspect(item, at, depth + 1, budget)
    if (fault) return fault
  }
  return null
}

function inspectObject(
  object: JsonObject,
  path: string,
  depth: number,
  budget: Budget,
): PropertyFault | null {
  if (Object.getOwnPropertySymbols(object).length > 0) {
    return { path, message: 'has a symbol for a key, which JSON leaves out' }
  }
  for (const key of Object.keys(object)) {
    if (key.length > budget.limits.keyLength) {
      return { path, message: `has a key longer than ${budget.limits.keyLength} characters` }
    }
    if (!isCleanText(key)) return { path, message: 'has a key with a NUL or half of a surrogate pair' }
    if (isForbiddenKey(key)) return { path: `${path}.${key}`, message: 'is a forbidden key' }
    const fault = countKey(path, budget) ?? inspectValue(object, key, path, depth + 1, budget)
    if (fault) return fault
  }
  return null
}

function inspectValue(
  object: JsonObject,
  key: string,
  around: string,
  depth: number,
  budget: Budget,
): PropertyFault | null {
  try {
    const value = object[key]
    // Most values: the path is only written for the others.
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return null
    if (typeof value === 'string' && inspectString(value, around, budget.limits) === null) return null
    return inspect(value, `${around}.${key}`, depth, budget)
  } catch {
    return { path: `${around}.${key}`, message: 'cannot be read' } // A getter that throws.
  }
}

function countKey(path: string, budget: Budget): PropertyFault | null {
  budget.keyCount += 1
  if (budget.keyCount <= budget.limits.keyCount) return null
  return { path, message: `has more than ${budget.limits.keyCount} keys` }
}
