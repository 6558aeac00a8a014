// Putting a visitor into a project from outside, as if it had been seen on the site.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { World } from '../world.ts'
import type { Visitor } from './visitor.ts'

/** A visitor to be. Whatever is left out is made (`midaUuid`) or stays empty. */
export type VisitorSeed = {
  /** @default the first project */
  projectKey?: string
  midaUuid?: string
  id?: string
  email?: string
}

/** A seed that matches a visitor by uuid, id or email completes that visitor; one that matches two is an error. */
export function seedVisitor(world: World, seed: VisitorSeed): Parsed<Visitor> {
  const projectKey = seed.projectKey ?? world.options.projects[0]?.projectKey
  const project = world.projects.get(projectKey ?? '')
  if (!project) return unparsed(`There is no project ${JSON.stringify(projectKey)}`)

  const { midaUuid, id, email } = seed
  const owners = [
    midaUuid === undefined ? undefined : project.visitors.find({ by: 'mida_uuid', value: midaUuid }),
    id === undefined ? undefined : project.visitors.find({ by: 'id', value: id }),
    email === undefined ? undefined : project.visitors.find({ by: 'email', value: email }),
  ].filter((owner) => owner !== undefined)
  const [owner = project.makeVisitor(midaUuid)] = owners
  if (owners.some((other) => other.midaUuid !== owner.midaUuid)) {
    return unparsed('These identifiers belong to different visitors already')
  }
  if (midaUuid !== undefined && owner.midaUuid !== midaUuid && !owner.aliases.includes(midaUuid)) {
    return unparsed('This id or email belongs to a visitor with another midaUuid already')
  }
  const seeded = { ...owner, id: id ?? owner.id, email: email ?? owner.email }
  project.visitors.put(seeded)
  world.changes.tell()
  return parsed(seeded)
}

/** Reads a seed that was sent as JSON. */
export function parseSeed(input: unknown): Parsed<VisitorSeed> {
  if (!isRecord(input)) return unparsed('A seed must be an object')
  for (const field of ['projectKey', 'midaUuid', 'id', 'email']) {
    const value = input[field]
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      return unparsed(`${field} must be a string that is not empty`)
    }
  }
  return parsed(input as VisitorSeed)
}
