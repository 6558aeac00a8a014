// An experiment that is seeded, and which variant of it a visitor has: always the same one.
import { isRecord, type Parsed, parsed, unparsed } from '../http/json.ts'
import { toShare } from './seeded-random.ts'

/** An experiment with weights. Who is in it, and with which variant, follows from the visitor's uuid alone. */
export type ExperimentSeed = Readonly<{
  /** By variant, for example `{ Control: 1, 'Variant 1': 1 }`: how often each is drawn, relative to the others. */
  weights: Readonly<Record<string, number>>
  /** Share of the visitors that is in it, from 0 to 1. The others have no variant. @default 1 */
  traffic?: number
}>

/** Every visitor's variant, or weights by which each visitor gets one. */
export type Experiment = string | ExperimentSeed

/** By test id. */
export type Experiments = Readonly<Record<string, Experiment>>

/** The visitor's variant, or null for one that is not in the experiment. */
export function assignVariant(testId: string, experiment: Experiment, midaUuid: string): string | null {
  if (typeof experiment === 'string') return experiment

  const { weights, traffic = 1 } = experiment
  if (toShare(`traffic ${testId} ${midaUuid}`) >= traffic) return null

  const entries = Object.entries(weights).filter(([, weight]) => weight > 0)
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0)
  let left = toShare(`variant ${testId} ${midaUuid}`) * total
  for (const [variant, weight] of entries) {
    left -= weight
    if (left < 0) return variant
  }
  return entries.at(-1)?.[0] ?? null
}

/** Reads experiments that were sent as JSON or written in code. */
export function parseExperiments(input: unknown): Parsed<Experiments> {
  if (!isRecord(input)) return unparsed('experiments must be an object')
  for (const [testId, experiment] of Object.entries(input)) {
    const error = findExperimentError(experiment)
    if (error !== null) return unparsed(`experiments: ${testId}: ${error}`)
  }
  return parsed(input as Experiments)
}

function findExperimentError(experiment: unknown): string | null {
  if (typeof experiment === 'string') return experiment === '' ? 'the variant is empty' : null
  if (!isRecord(experiment) || !isRecord(experiment.weights)) {
    return "must be a variant's name or an object with weights"
  }
  const unknownKey = Object.keys(experiment).find((key) => key !== 'weights' && key !== 'traffic')
  if (unknownKey !== undefined) return `${unknownKey} is unknown; there are weights and traffic`

  const weights = Object.values(experiment.weights)
  if (!weights.every(isWeight)) return 'a weight must be a number from 0'
  if (!weights.some((weight) => weight !== 0)) return 'weights must have one above 0'
  const { traffic } = experiment
  return traffic === undefined || (isWeight(traffic) && traffic <= 1)
    ? null
    : 'traffic must be a number from 0 to 1'
}

function isWeight(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
