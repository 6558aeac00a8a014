// Reads an event's properties from outside: plain JSON, bounded in depth, keys and text.
import type { JsonObject } from './json.ts'
import { isCleanText, isForbiddenKey } from './names.ts'
import { PROTOCOL_LIMITS, type ProtocolLimits } from './protocol.ts'

/** What is wrong with a value, and where: `path` as in `properties.items[2].name`. */
export type PropertyFault = { readonly path: string; readonly message: string }

type Limits = Pick<ProtocolLimits, 'depth' | 'keyCount' | 'keyLength' | 'stringLength'>

type Budget = { readonly limits: Limits; keyCount: number }

/**
 * Says what keeps properties from being recorded, or null where nothing does.
 *
 * Refused: anything that JSON cannot carry (a valid `Date` passes: JSON makes an ISO string of it), a key that reaches
 * a prototype, and by default more than 6 levels, 200 keys or 1,024 characters a string.
 */
export function findPropertyFault(
  properties: unknown,
  path: string = 'properties',
  limits: Limits = PROTOCOL_LIMITS,
): PropertyFault | null {
  if (!isPlainObject(properties)) return { path, message: 'must be an object' }
  return inspect(properties, path, 1, { limits, keyCount: 0 })
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
  if (depth > budget.limits.depth)
    return { path, message: `is nested deeper than ${budget.limits.depth} levels` }
  if (Array.isArray(value)) return inspectList(value, path, depth, budget)
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? { path, message: 'is an invalid date' } : null
  if (isPlainObject(value)) return inspectObject(value, path, depth, budget)
  return { path, message: `cannot be carried by JSON (${typeof value})` }
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
    const fault = countKey(path, budget) ?? inspect(item, `${path}[${index}]`, depth + 1, budget)
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
  for (const key of Object.keys(object)) {
    if (key.length > budget.limits.keyLength) {
      return { path, message: `has a key longer than ${budget.limits.keyLength} characters` }
    }
    if (!isCleanText(key)) return { path, message: 'has a key with a NUL or half of a surrogate pair' }
    if (isForbiddenKey(key)) return { path: `${path}.${key}`, message: 'is a forbidden key' }
    const fault = countKey(path, budget) ?? inspect(object[key], `${path}.${key}`, depth + 1, budget)
    if (fault) return fault
  }
  return null
}

function countKey(path: string, budget: Budget): PropertyFault | null {
  budget.keyCount += 1
  if (budget.keyCount <= budget.limits.keyCount) return null
  return { path, message: `has more than ${budget.limits.keyCount} keys` }
}
