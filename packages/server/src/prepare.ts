// Checks an event against the catalogue: its name, the side it comes from and its properties.
import {
  type Catalogue,
  type EventRule,
  findPropertyFault,
  type JsonObject,
  type ProtocolLimits,
  type RequestFailure,
} from '@mida-kit/contract'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Lane } from './job.ts'

/** An event that passed: its rule, and the output of its schema as plain JSON. */
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

/** Checks one event. The schema's output is what is sent, and is never transformed again. */
export async function prepareEvent(
  events: Catalogue,
  { name, properties, lane }: { name: string; properties: unknown; lane: Lane },
): Promise<Preparation> {
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

async function checkProperties(rule: EventRule, input: unknown): Promise<Preparation> {
  const given = input ?? {}
  if (!rule.schema) return checkNoProperties(rule, given)
  const result = await validate(rule.schema, given)
  if (result === null) return refuseProperties('properties', 'made the schema throw')
  if (result.issues) {
    const issue = result.issues[0]
    const field = ['properties', ...(issue?.path ?? []).map(toPathStep)].join('.')
    return refuseProperties(field, issue?.message ?? 'does not fit the schema')
  }
  return toPrepared(rule, result.value)
}

function toPrepared(rule: EventRule, value: unknown): Preparation {
  try {
    const fault = findPropertyFault(value, 'properties', SERVER_LIMITS)
    if (fault) return refuseProperties(fault.path, fault.message)
    // Dates become ISO strings and absent values vanish, once: a resend sends the very same text.
    const properties: JsonObject = JSON.parse(JSON.stringify(value))
    return { ok: true, prepared: { rule, properties } }
  } catch {
    return refuseProperties('properties', 'cannot be read') // A getter that throws.
  }
}

async function validate(
  schema: StandardSchemaV1,
  given: unknown,
): Promise<StandardSchemaV1.Result<unknown> | null> {
  try {
    return await schema['~standard'].validate(given)
  } catch {
    return null
  }
}

function checkNoProperties(rule: EventRule, given: unknown): Preparation {
  const isEmpty = typeof given === 'object' && given !== null && Object.keys(given).length === 0
  if (isEmpty) return { ok: true, prepared: { rule, properties: undefined } }
  return refuseProperties('properties', 'must be left out: the event has none in the catalogue')
}

function toPathStep(step: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof step === 'object' ? step.key : step)
}

function refuseProperties(field: string, message: string): Preparation {
  return refuse({ code: 'invalid_properties', message: `${field}: ${message}`, field })
}

function refuse(failure: RequestFailure): Preparation {
  return { ok: false, failure }
}
