// Putting a visitor into a project from outside, as if it had been seen on the site.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { World } from '../world.ts'
import type { Project } from './project.ts'
import { type AttributeValue, isAttributeValue, type Visitor } from './visitor.ts'

/** A visitor to be. Whatever is left out is made (`midaUuid`) or stays empty. */
export type VisitorSeed = {
  /** @default the first project */
  projectKey?: string
  midaUuid?: string
  id?: string
  email?: string
  /** Added to those that the visitor has. */
  attributes?: Readonly<Record<string, AttributeValue>>
  /** The API finds the visitor only so many milliseconds from now. @default 0 */
  afterMs?: number
}

/** A seed that matches a visitor by uuid, id or email completes that visitor; one that matches two is an error. */
export function seedVisitor(world: World, seed: VisitorSeed): Parsed<Visitor> {
  const project = world.projectOf(seed.projectKey)
  if (!project) return unparsed(`There is no project ${JSON.stringify(seed.projectKey)}`)

  const owner = findOwner(project, seed)
  if (!owner.ok) return owner

  const { id, email, attributes, afterMs } = seed
  const seeded: Visitor = {
    ...owner.value,
    id: id ?? owner.value.id,
    email: email ?? owner.value.email,
    attributes: { ...owner.value.attributes, ...attributes },
    knownFromMs: afterMs === undefined ? owner.value.knownFromMs : world.options.nowMs() + afterMs,
  }
  project.visitors.put(seeded)
  world.changes.tell()
  return parsed(seeded)
}

function findOwner(
  { visitors, makeVisitor }: Project,
  { midaUuid, id, email }: VisitorSeed,
): Parsed<Visitor> {
  const owners = [
    midaUuid === undefined ? undefined : visitors.find({ by: 'mida_uuid', value: midaUuid }),
    id === undefined ? undefined : visitors.find({ by: 'id', value: id }),
    email === undefined ? undefined : visitors.find({ by: 'email', value: email }),
  ].filter((owner) => owner !== undefined)
  const [owner = makeVisitor(midaUuid)] = owners
  if (owners.some((other) => other.midaUuid !== owner.midaUuid)) {
    return unparsed('These identifiers belong to different visitors already')
  }
  if (midaUuid !== undefined && owner.midaUuid !== midaUuid && !owner.aliases.includes(midaUuid)) {
    return unparsed('This id or email belongs to a visitor with another midaUuid already')
  }
  return parsed(owner)
}

const TEXTS = ['projectKey', 'midaUuid', 'id', 'email']

/** Reads a seed that was sent as JSON. */
export function parseVisitorSeed(input: unknown): Parsed<VisitorSeed> {
  if (!isRecord(input)) return unparsed('A seed must be an object')
  const names = [...TEXTS, 'attributes', 'afterMs']
  const unknownField = Object.keys(input).find((name) => !names.includes(name))
  if (unknownField !== undefined) return unparsed(`${unknownField} is unknown; there are ${names.join(', ')}`)

  for (const field of TEXTS) {
    const value = input[field]
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      return unparsed(`${field} must be a string that is not empty`)
    }
  }
  const { attributes = {}, afterMs = 0 } = input
  if (!isRecord(attributes) || !Object.values(attributes).every(isAttributeValue)) {
    return unparsed('attributes must be an object of strings, numbers and booleans')
  }
  if (typeof afterMs !== 'number' || !Number.isFinite(afterMs) || afterMs < 0)
    return unparsed('afterMs must be a number from 0')
  return parsed(input as VisitorSeed)
}
