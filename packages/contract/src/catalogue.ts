// The app's events: checks the entries once and settles their policy.
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { CatalogueOf, CheckedEntries, EventEntry, EventRule } from './catalogue-types.ts'
import { isEventName, isForbiddenKey } from './names.ts'
import { MidaSetupError } from './setup-error.ts'

const CHOICES = {
  from: ['browser', 'server', 'both'],
  identity: ['user', 'visitor', 'any'],
  guarantee: ['at-least-once', 'at-most-once'],
  consent: ['heeded', 'required', 'exempt'],
} as const

const LIMITS: readonly string[] = ['depth', 'keyCount', 'stringLength', 'bytes']

const KEYS: readonly string[] = ['schema', 'dedupeKey', 'maxAge', 'limits', ...Object.keys(CHOICES)]

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * The app's catalogue: each event is a Standard Schema (zod, valibot, arktype) alone, or an entry
 * `{ schema, from, identity, dedupeKey, guarantee, consent, maxAge, limits }`; `{}` is an event without properties.
 *
 * Defaults: `from: 'both'`, `identity: 'any'`, `guarantee: 'at-least-once'`, `consent: 'heeded'`, any age, the limits of
 * the side it comes from. Names are 1 to 128 characters.
 *
 * @throws MidaSetupError MIDA-101 for an unknown key or value (a typo in `from` would make an event forgeable),
 *   a name that cannot be used, or a `dedupeKey` without a `guarantee`.
 * @see https://standardschema.dev
 */
export function defineEvents<Schemas, const Entries>(
  entries: Entries & { [Name in keyof Schemas]: EventEntry<Schemas[Name]> } & CheckedEntries<Entries>,
): CatalogueOf<Entries>
export function defineEvents(entries: Record<string, unknown>): Record<string, EventRule> {
  const rules: Record<string, EventRule> = Object.create(null)
  for (const [name, entry] of Object.entries(entries)) rules[name] = parseEntry(name, entry)
  return Object.freeze(rules)
}

function parseEntry(name: string, entry: unknown): EventRule {
  if (!isEventName(name) || isForbiddenKey(name)) {
    throw wrong(name, 'is not a name: use 1 to 128 characters without control characters.')
  }
  if (isSchema(entry)) return toRule({ schema: entry })
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw wrong(name, 'must be a Standard Schema or an entry such as { schema, from }.')
  }
  checkEntry(name, entry)
  return toRule(entry as CheckedEntry)
}

type CheckedEntry = Partial<Omit<EventRule, 'maxAgeMs'>> & { readonly maxAge?: string }

function checkEntry(name: string, entry: object): void {
  for (const [key, value] of Object.entries(entry)) {
    const fault = value === undefined ? null : findEntryFault(key, value)
    if (fault) throw wrong(name, fault)
  }
  const { dedupeKey, guarantee }: { dedupeKey?: unknown; guarantee?: unknown } = entry
  if (dedupeKey !== undefined && guarantee === undefined) {
    throw wrong(name, 'has a "dedupeKey" and must name its "guarantee": at-least-once or at-most-once.')
  }
}

function findEntryFault(key: string, value: unknown): string | null {
  if (!KEYS.includes(key)) return `has an unknown key "${key}": use ${KEYS.join(', ')}.`
  if (key === 'schema') return isSchema(value) ? null : 'has a "schema" that is not a Standard Schema.'
  if (key === 'dedupeKey')
    return typeof value === 'function' ? null : 'has a "dedupeKey" that is not a function.'
  if (key === 'maxAge') {
    return readDurationMs(value) === null
      ? 'has a "maxAge" that is not a time with its unit, such as "90s", "15m", "1h" or "7d".'
      : null
  }
  if (key === 'limits') return findLimitsFault(value)
  const allowed: readonly unknown[] = isChoice(key) ? CHOICES[key] : []
  return allowed.includes(value) ? null : `has ${key}: ${JSON.stringify(value)}; use ${allowed.join(', ')}.`
}

function findLimitsFault(limits: unknown): string | null {
  if (typeof limits !== 'object' || limits === null) return 'has "limits" that are not an object.'
  for (const [key, value] of Object.entries(limits)) {
    if (!LIMITS.includes(key)) return `has an unknown limit "${key}": use ${LIMITS.join(', ')}.`
    const isUsable = value === undefined || (Number.isInteger(value) && value > 0)
    if (!isUsable) return `has the limit ${key}: ${String(value)}; use a whole number above 0.`
  }
  return null
}

function readDurationMs(duration: unknown): number | null {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(String(duration)) ?? []
  const ms = Number(count) * (UNITS_MS[unit] ?? Number.NaN)
  return ms > 0 ? ms : null
}

function toRule(entry: CheckedEntry): EventRule {
  return Object.freeze({
    schema: entry.schema,
    from: entry.from ?? 'both',
    identity: entry.identity ?? 'any',
    guarantee: entry.guarantee ?? 'at-least-once',
    consent: entry.consent ?? 'heeded',
    maxAgeMs: readDurationMs(entry.maxAge) ?? undefined,
    limits: Object.freeze({ ...entry.limits }),
    dedupeKey: entry.dedupeKey,
  })
}

function isSchema(value: unknown): value is StandardSchemaV1 {
  const isContainer = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return isContainer && '~standard' in value
}

function isChoice(key: string): key is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, key)
}

function wrong(name: string, what: string): MidaSetupError {
  return new MidaSetupError('MIDA-101', `The event ${JSON.stringify(name)} ${what}`)
}
