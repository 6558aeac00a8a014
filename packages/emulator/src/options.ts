// What a caller may choose, and the one place that says what holds otherwise.

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
  /** Where uuids come from: a number from 0 up to 1. @default Math.random */
  random?: () => number
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
   * The variant of each experiment, by test id: of every visitor, or as a function of the visitor. What
   * `mida.version(testId)` answers.
   *
   * @default {}
   */
  experiments?: Variants | ((visitor: Visitor) => Variants)
  /** Which feature flags are on, by key; what `mida.isFeatureEnabled(key)` answers. @default {} */
  featureFlags?: Readonly<Record<string, boolean>>
  /** Events kept for each project before the oldest go. @default 10_000 */
  eventCapacity?: number
  /** Visitors kept for each project before the oldest go. @default 10_000 */
  visitorCapacity?: number
  /** API requests kept in the log before the oldest go. @default 1_000 */
  requestCapacity?: number
  /** The longest body that is read, in bytes; a longer one gets 413. @default 262_144 */
  bodyLimitBytes?: number
}

export type SettledOptions = Readonly<Required<EmulatorOptions>>

/**
 * Bytes of text that each store (the events and the visitors of a project, the request log) keeps, whatever its capacity;
 * the oldest go. Pages of any origin may fill them.
 */
export const STORE_LIMIT_BYTES: number = 16 * 1_024 * 1_024

/** The project that exists unless others are named. */
export const DEFAULT_PROJECT: ProjectOptions = { projectKey: 'demo-project', apiKeys: ['demo-api-key'] }

export function settleOptions(options: EmulatorOptions): SettledOptions {
  const settled: SettledOptions = {
    projects: options.projects ?? [DEFAULT_PROJECT],
    random: options.random ?? Math.random,
    nowMs: options.nowMs ?? Date.now,
    staleUuids: options.staleUuids ?? 'resolved',
    experiments: options.experiments ?? {},
    featureFlags: options.featureFlags ?? {},
    eventCapacity: options.eventCapacity ?? 10_000,
    visitorCapacity: options.visitorCapacity ?? 10_000,
    requestCapacity: options.requestCapacity ?? 1_000,
    bodyLimitBytes: options.bodyLimitBytes ?? 262_144,
  }
  requireProjects(settled.projects)
  for (const name of ['eventCapacity', 'visitorCapacity', 'requestCapacity', 'bodyLimitBytes'] as const) {
    requirePositiveInteger(name, settled[name])
  }
  return settled
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
