// Checks an event against the catalogue: its name, the side it comes from and its properties.
import {
  type Catalogue,
  type EventRule,
  findPropertyFault,
  type JsonObject,
  type PropertyLimits,
  type ProtocolLimits,
  type RequestFailure,
} from '@mida-kit/contract'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Lane } from './job.ts'

/** An event that passed: its rule, and the output of its schema, which JSON can carry as it is. */
export type PreparedEvent = { readonly rule: EventRule; readonly properties: JsonObject | undefined }

export type Preparation =
  | { readonly ok: true; readonly prepared: PreparedEvent }
  | { readonly ok: false; readonly failure: RequestFailure }

/** Bounds of a server event's properties: wide, since the server's own code made them. */
const SERVER_LIMITS: Pick<ProtocolLimits, 'depth' | 'keyCount' | 'keyLength' | 'stringLength'> = {
  depth: 16,
  keyCount: 5_000,
  keyLength: 1_024,
  stringLength: 64 * 1_024,
}

/** Checks one event, at once unless its schema takes its time. The schema's output is what is sent, and is never transformed again. */
export function prepareEvent(
  events: Catalogue,
  { name, properties, lane }: { name: string; properties: unknown; lane: Lane },
): Preparation | Promise<Preparation> {
  const rule = Object.hasOwn(events, name) ? events[name] : undefined
  if (!rule) {
    const message = `event_name: ${JSON.stringify(name)} is not in the catalogue.`
    return refuse({ code: 'unknown_event', message, field: 'event_name' })
  }
  if (rule.from !== 'both' && rule.from !== lane) {
    const message = `event_name: ${JSON.stringify(name)} is tracked from the ${rule.from} only.`
    return refuse({ code: 'wrong_side', message, field: 'event_name' })
  }
  return checkProperties(rule, properties)
}

function checkProperties(rule: EventRule, input: unknown): Preparation | Promise<Preparation> {
  const given = input ?? {}
  if (!rule.schema) return checkNoProperties(rule, given)
  try {
    const result = rule.schema['~standard'].validate(given)
    if (!(result instanceof Promise)) return toPreparation(rule, result)
    return result.then(
      (late) => toPreparation(rule, late),
      () => SCHEMA_THREW,
    )
  } catch {
    return SCHEMA_THREW
  }
}

function toPreparation(rule: EventRule, result: StandardSchemaV1.Result<unknown>): Preparation {
  if (!result.issues) return toPrepared(rule, result.value)
  const issue = result.issues[0]
  const field = ['properties', ...(issue?.path ?? []).map(toPathStep)].join('.')
  return refuseProperties(field, issue?.message ?? 'does not fit the schema')
}

function toPrepared(rule: EventRule, value: unknown): Preparation {
  try {
    const fault = findPropertyFault(value, 'properties', toLimits(rule.limits))
    if (fault) return refuseProperties(fault.path, fault.message)
    return { ok: true, prepared: { rule, properties: toSnapshot(value as JsonObject) } }
  } catch {
    return refuseProperties('properties', 'cannot be read') // A proxy, or a getter that throws now and then.
  }
}

/** The server's bounds, or the event's own where it names them. A browser's events have passed the protocol's before. */
function toLimits({ depth, keyCount, stringLength }: PropertyLimits): typeof SERVER_LIMITS {
  if (depth === undefined && keyCount === undefined && stringLength === undefined) return SERVER_LIMITS
  return {
    depth: depth ?? SERVER_LIMITS.depth,
    keyCount: keyCount ?? SERVER_LIMITS.keyCount,
    keyLength: SERVER_LIMITS.keyLength,
    stringLength: stringLength ?? SERVER_LIMITS.stringLength,
  }
}

/** A copy that the app cannot change any more; Dates become ISO strings and absent values vanish, once. */
function toSnapshot(value: JsonObject): JsonObject {
  const isFlat = Object.values(value).every((each) => typeof each !== 'object' && each !== undefined)
  return isFlat ? { ...value } : JSON.parse(JSON.stringify(value))
}

function checkNoProperties(rule: EventRule, given: unknown): Preparation {
  const isEmpty = typeof given === 'object' && given !== null && Object.keys(given).length === 0
  if (isEmpty) return { ok: true, prepared: { rule, properties: undefined } }
  return refuseProperties('properties', 'must be left out: the event has none in the catalogue')
}

const SCHEMA_THREW = refuseProperties('properties', 'made the schema throw')

function toPathStep(step: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof step === 'object' ? step.key : step)
}

function refuseProperties(field: string, message: string): Preparation {
  return refuse({ code: 'invalid_properties', message: `${field}: ${message}`, field })
}

function refuse(failure: RequestFailure): Preparation {
  return { ok: false, failure }
}
