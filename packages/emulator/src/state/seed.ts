// A whole seed: everything that may be there before the first request, and putting it there.
import type { Fault } from '../api/fault.ts'
import { parseFault } from '../api/fault.ts'
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import type { ProjectOptions } from '../options.ts'
import type { World } from '../world.ts'
import { type Experiments, parseExperiments } from './experiment.ts'
import { type EventSeed, parseEventSeed, seedEvent } from './seed-event.ts'
import { parseVisitorSeed, seedVisitor, type VisitorSeed } from './seed-visitor.ts'
import type { FeatureFlags } from './test-settings.ts'

/** What an emulator starts with, in code or as a JSON file. Everything is optional. */
export type EmulatorSeed = Readonly<{
  /** More projects; one that is there already gets these keys as well. */
  projects?: readonly ProjectOptions[]
  /** Added to the experiments that are there; the same test id takes the place of the one before. */
  experiments?: Experiments
  featureFlags?: FeatureFlags
  visitors?: readonly VisitorSeed[]
  /** Events that were recorded before, for visitors that exist or are seeded here. */
  events?: readonly EventSeed[]
  faults?: readonly Fault[]
}>

const FIELDS = ['projects', 'experiments', 'featureFlags', 'visitors', 'events', 'faults'] as const

/** Whether JSON is a whole seed, and not one visitor. */
export function isWholeSeed(input: Readonly<Record<string, unknown>>): boolean {
  return FIELDS.some((field) => field in input)
}

/** Reads a seed that was sent as JSON or written in code. The error names the entry that is wrong. */
export function parseSeed(input: unknown): Parsed<EmulatorSeed> {
  if (!isRecord(input)) return unparsed('A seed must be an object')
  const unknownField = Object.keys(input).find((name) => !FIELDS.some((field) => field === name))
  if (unknownField !== undefined)
    return unparsed(`${unknownField} is unknown; there are ${FIELDS.join(', ')}`)

  const projects = parseEach('projects', input.projects, parseProject)
  if (!projects.ok) return projects
  const experiments = parseExperiments(input.experiments ?? {})
  if (!experiments.ok) return experiments
  const featureFlags = parseFlags(input.featureFlags ?? {})
  if (!featureFlags.ok) return featureFlags
  const visitors = parseEach('visitors', input.visitors, parseVisitorSeed)
  if (!visitors.ok) return visitors
  const events = parseEach('events', input.events, parseEventSeed)
  if (!events.ok) return events
  const faults = parseEach('faults', input.faults, parseFault)
  if (!faults.ok) return faults
  return parsed({
    projects: projects.value,
    experiments: experiments.value,
    featureFlags: featureFlags.value,
    visitors: visitors.value,
    events: events.value,
    faults: faults.value,
  })
}

/** Puts it there in the order of its fields. At an entry that cannot be it stops, and what came before it stays. */
export function plantSeed(world: World, seed: EmulatorSeed): Parsed<EmulatorSeed> {
  for (const project of seed.projects ?? []) world.addProject(project)
  world.tests.seed(seed)
  const visitors = plantEach('visitors', seed.visitors, (visitor) => seedVisitor(world, visitor))
  if (!visitors.ok) return visitors
  const events = plantEach('events', seed.events, (event) => seedEvent(world, event))
  if (!events.ok) return events
  for (const fault of seed.faults ?? []) world.faults.add(fault)
  world.changes.tell()
  return parsed(seed)
}

function parseEach<Value>(
  field: string,
  input: unknown,
  parse: (entry: unknown) => Parsed<Value>,
): Parsed<readonly Value[]> {
  if (input === undefined) return parsed([])
  if (!Array.isArray(input)) return unparsed(`${field} must be a list`)
  const values: Value[] = []
  for (const [index, entry] of input.entries()) {
    const value = parse(entry)
    if (!value.ok) return unparsed(`${field}[${index}]: ${value.error}`)
    values.push(value.value)
  }
  return parsed(values)
}

function plantEach<Value>(
  field: string,
  seeds: readonly Value[] = [],
  plant: (seed: Value) => Parsed<unknown>,
): Parsed<null> {
  for (const [index, seed] of seeds.entries()) {
    const planted = plant(seed)
    if (!planted.ok) return unparsed(`${field}[${index}]: ${planted.error}`)
  }
  return parsed(null)
}

function parseProject(input: unknown): Parsed<ProjectOptions> {
  if (!isRecord(input)) return unparsed('A project must be an object')
  const { projectKey, apiKeys } = input
  if (typeof projectKey !== 'string' || projectKey === '') return unparsed('projectKey must be a text')
  if (!Array.isArray(apiKeys) || !apiKeys.every((key) => typeof key === 'string' && key !== '')) {
    return unparsed('apiKeys must be a list of texts')
  }
  return parsed({ projectKey, apiKeys })
}

function parseFlags(input: unknown): Parsed<FeatureFlags> {
  if (!isRecord(input)) return unparsed('featureFlags must be an object')
  const wrong = Object.entries(input).find(([, isOn]) => typeof isOn !== 'boolean')
  return wrong ? unparsed(`featureFlags: ${wrong[0]} must be true or false`) : parsed(input as FeatureFlags)
}
