// A visitor as the emulator keeps it, and the identifiers by which it is found.

/** A value that `identify` may tie to a visitor. */
export type AttributeValue = string | number | boolean

/** No NaN and no Infinity (which JSON's `1e999` is): neither can be written as JSON. */
export function isAttributeValue(value: unknown): value is AttributeValue {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** One visitor of one project. Never changed in place: what changes a visitor makes a new record. */
export type Visitor = Readonly<{
  projectKey: string
  /** 50 lower-case hex digits, unless it was seeded or came back in a cookie. */
  midaUuid: string
  /** Former uuids of browsers that were merged into this visitor. Empty with `staleUuids: 'rejected'`. */
  aliases: readonly string[]
  /** Your own user id, always as a string. */
  id: string | null
  email: string | null
  attributes: Readonly<Record<string, AttributeValue>>
  /** Milliseconds since 1970. */
  firstSeenMs: number
  /** From when the API finds this visitor, in milliseconds since 1970; until then it answers 400. */
  knownFromMs: number
}>

/** One identifier of the Create Event endpoint, under its name on the wire. */
export type Identifier = Readonly<{ by: 'mida_uuid' | 'id' | 'email'; value: string }>

/** Identifiers as your own code writes them. At least one. */
export type VisitorLookup = Readonly<{ midaUuid?: string; id?: string; email?: string }>

/**
 * The identifier that decides when several are given: `mida_uuid`, then `id`, then `email`.
 *
 * The others are not tried. Mida does not document a fallback from one to the next, so nobody can rely on one here.
 */
export function toIdentifier(lookup: VisitorLookup): Identifier | null {
  if (lookup.midaUuid !== undefined) return { by: 'mida_uuid', value: lookup.midaUuid }
  if (lookup.id !== undefined) return { by: 'id', value: lookup.id }
  if (lookup.email !== undefined) return { by: 'email', value: lookup.email }
  return null
}
