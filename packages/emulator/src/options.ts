// What a caller may choose, and the one place that says what holds otherwise.
import { type Experiments, parseExperiments } from './state/experiment.ts'
import type { EmulatorSeed } from './state/seed.ts'
import { createSeededRandom } from './state/seeded-random.ts'
import type { Visitor } from './state/visitor.ts'

/** The variant of each experiment, by test id. */
export type Variants = Readonly<Record<string, string>>

/** A Mida project: its public key and the secret keys that may write to it. */
export type ProjectOptions = Readonly<{ projectKey: string; apiKeys: readonly string[] }>

/** How an emulator behaves. Everything is optional. */
export type EmulatorOptions = {
  /**
   * The projects that exist.
   *
   * @default one project `demo-project` with the API key `demo-api-key`
   */
  projects?: readonly ProjectOptions[]
  /** Where uuids and the rates of faults come from: a number from 0 up to 1. @default Math.random */
  random?: () => number
  /** Makes `random` the same in every run: an integer from 0 to 4,294,967,295. Not together with `random`. */
  randomSeed?: number
  /** The clock, in milliseconds since 1970. @default Date.now */
  nowMs?: () => number
  /**
   * What a uuid means after its browser was merged into another visitor: still that visitor (`resolved`),
   * or unknown, so that an event for it gets 400 (`rejected`).
   *
   * @default 'resolved'
   */
  staleUuids?: 'resolved' | 'rejected'
  /**
   * What `mida.version(testId)` answers, by test id: every visitor's variant, weights by which each visitor gets one and
   * keeps it, or a function of the visitor.
   *
   * @default {}
   */
  experiments?: Experiments | ((visitor: Visitor) => Variants)
  /** Which feature flags are on, by key; what `mida.isFeatureEnabled(key)` answers. @default {} */
  featureFlags?: Readonly<Record<string, boolean>>
  /** What is there at the start, and again after each `reset`. @default nothing */
  seed?: EmulatorSeed
  /**
   * A file that keeps visitors, merges and events over restarts; it is made where there is none. A second process that
   * opens it is refused.
   *
   * @default none: the state ends with the process
   */
  persist?: string
  /** Events kept for each project before the oldest go. @default 100_000 */
  eventCapacity?: number
  /** Visitors kept for each project before the oldest go. @default 10_000 */
  visitorCapacity?: number
  /** API requests kept in the log before the oldest go. @default 10_000 */
  requestCapacity?: number
  /** The longest body that is read, in bytes; a longer one gets 413. @default 262_144 */
  bodyLimitBytes?: number
}

export type SettledOptions = Readonly<
  Required<Omit<EmulatorOptions, 'randomSeed' | 'persist'>> & { persist: string | null }
>

/**
 * Bytes of text that the visitors of a project and the request log keep, whatever their capacity; the oldest go. Pages of
 * any origin may fill them.
 */
export const STORE_LIMIT_BYTES: number = 16 * 1_024 * 1_024

/** The same for the events of a project, which are many and small. Each value in their properties counts 16 bytes more. */
export const EVENTS_LIMIT_BYTES: number = 64 * 1_024 * 1_024

/** The project that exists unless others are named. */
export const DEFAULT_PROJECT: ProjectOptions = { projectKey: 'demo-project', apiKeys: ['demo-api-key'] }

export function settleOptions(options: EmulatorOptions): SettledOptions {
  const settled: SettledOptions = {
    projects: options.projects ?? [DEFAULT_PROJECT],
    random: settleRandom(options),
    nowMs: options.nowMs ?? Date.now,
    staleUuids: options.staleUuids ?? 'resolved',
    experiments: options.experiments ?? {},
    featureFlags: options.featureFlags ?? {},
    seed: options.seed ?? {},
    persist: options.persist ?? null,
    eventCapacity: options.eventCapacity ?? 100_000,
    visitorCapacity: options.visitorCapacity ?? 10_000,
    requestCapacity: options.requestCapacity ?? 10_000,
    bodyLimitBytes: options.bodyLimitBytes ?? 262_144,
  }
  requireProjects(settled.projects)
  requireExperiments(settled.experiments)
  for (const name of ['eventCapacity', 'visitorCapacity', 'requestCapacity', 'bodyLimitBytes'] as const) {
    requirePositiveInteger(name, settled[name])
  }
  return settled
}

const LARGEST_RANDOM_SEED = 2 ** 32 - 1

export function isRandomSeed(seed: number): boolean {
  return Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_RANDOM_SEED
}

function settleRandom({ random, randomSeed }: EmulatorOptions): () => number {
  if (randomSeed === undefined) return random ?? Math.random
  if (random !== undefined) throw new TypeError('randomSeed: give this or random, not both.')
  if (!isRandomSeed(randomSeed))
    throw new TypeError(`randomSeed: ${randomSeed} is not an integer from 0 to ${LARGEST_RANDOM_SEED}.`)
  return createSeededRandom(randomSeed)
}

function requireExperiments(experiments: SettledOptions['experiments']): void {
  if (typeof experiments === 'function') return
  const checked = parseExperiments(experiments)
  if (!checked.ok) throw new TypeError(checked.error)
}

function requireProjects(projects: readonly ProjectOptions[]): void {
  const keys = projects.map((project) => project.projectKey)
  if (keys.length === 0 || keys.includes(''))
    throw new TypeError('projects: name at least one, each with a projectKey.')
  if (new Set(keys).size !== keys.length)
    throw new TypeError('projects: two of them have the same projectKey.')
  if (projects.some((project) => project.apiKeys.includes('')))
    throw new TypeError('projects: an API key is empty.')
}

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`${name}: ${value} is not a positive integer.`)
}
