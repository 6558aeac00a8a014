// What a page passed to `identify`, as it arrives from the script.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { Claim } from '../state/identify.ts'
import { type AttributeValue, isAttributeValue } from '../state/visitor.ts'

const ATTRIBUTE_LIMIT = 100

/** A numeric id becomes a text; an empty or null value counts as not given. */
export function parseClaim(input: unknown): Parsed<Claim> {
  if (!isRecord(input)) return unparsed('identify takes an object')
  const entries = Object.entries(input).filter(([, value]) => value !== null && value !== '')
  if (entries.length > ATTRIBUTE_LIMIT)
    return unparsed(`identify takes at most ${ATTRIBUTE_LIMIT} attributes`)

  const attributes: [string, AttributeValue][] = []
  for (const [name, value] of entries) {
    if (!isAttributeValue(value)) return unparsed(`${name} must be a string, a number or a boolean`)
    attributes.push([name, value])
  }
  const { id, email, ...rest } = Object.fromEntries(attributes)
  if (typeof id === 'boolean') return unparsed('id must be a string or a number')
  if (email !== undefined && typeof email !== 'string') return unparsed('email must be a string')
  return parsed({ id: id === undefined ? null : String(id), email: email ?? null, attributes: rest })
}
