// Reads an event's properties from outside: plain JSON, bounded in depth, keys and text.
import type { JsonObject } from './json.ts'
import { isForbiddenKey } from './names.ts'
import { PROTOCOL_LIMITS } from './protocol.ts'

/** What is wrong with a value, and where: `path` as in `properties.items[2].name`. */
export type PropertyFault = { readonly path: string; readonly message: string }

type Budget = { keys: number }

/**
 * Says what keeps properties from being recorded, or null where nothing does.
 *
 * Refused: anything that JSON cannot carry, a key that reaches a prototype, more than 6 levels, 200 keys or 1,024
 * characters a string.
 */
export function findPropertyFault(properties: unknown, path: string = 'properties'): PropertyFault | null {
  if (!isPlainObject(properties)) return { path, message: 'must be an object' }
  return inspect(properties, path, 1, { keys: 0 })
}

/** Whether a value is a plain object: neither null, nor a list, nor an instance of a class. */
export function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function inspect(value: unknown, path: string, depth: number, budget: Budget): PropertyFault | null {
  if (value === null || value === undefined || typeof value === 'boolean') return null
  if (typeof value === 'string') return inspectString(value, path)
  if (typeof value === 'number') {
    return Number.isFinite(value) ? null : { path, message: 'must be a finite number' }
  }
  if (depth > PROTOCOL_LIMITS.depth) {
    return { path, message: `is nested deeper than ${PROTOCOL_LIMITS.depth} levels` }
  }
  if (Array.isArray(value)) return inspectList(value, path, depth, budget)
  if (isPlainObject(value)) return inspectObject(value, path, depth, budget)
  return { path, message: `cannot be carried by JSON (${typeof value})` }
}

function inspectString(value: string, path: string): PropertyFault | null {
  if (value.length <= PROTOCOL_LIMITS.stringLength) return null
  return { path, message: `is longer than ${PROTOCOL_LIMITS.stringLength} characters` }
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
    if (isForbiddenKey(key)) return { path: `${path}.${key}`, message: 'is a forbidden key' }
    if (key.length > PROTOCOL_LIMITS.keyLength) {
      return { path, message: `has a key longer than ${PROTOCOL_LIMITS.keyLength} characters` }
    }
    const fault = countKey(path, budget) ?? inspect(object[key], `${path}.${key}`, depth + 1, budget)
    if (fault) return fault
  }
  return null
}

function countKey(path: string, budget: Budget): PropertyFault | null {
  budget.keys += 1
  if (budget.keys <= PROTOCOL_LIMITS.keyCount) return null
  return { path, message: `has more than ${PROTOCOL_LIMITS.keyCount} keys` }
}
