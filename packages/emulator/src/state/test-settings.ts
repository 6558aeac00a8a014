// Which experiments and feature flags there are: those of the options, and what was seeded over them.
import type { SettledOptions, Variants } from '../options.ts'
import { assignVariant, type Experiments } from './experiment.ts'
import type { Visitor } from './visitor.ts'

export type FeatureFlags = Readonly<Record<string, boolean>>

export type TestSettings = {
  /** The variants of one visitor, by test id. An experiment that the visitor is not in is missing. */
  variantsOf: (visitor: Visitor) => Variants
  featureFlags: () => FeatureFlags
  seed: (more: { experiments?: Experiments; featureFlags?: FeatureFlags }) => void
  /** Forgets what was seeded. */
  clear: () => void
}

export function createTestSettings(options: SettledOptions): TestSettings {
  let seeded: Experiments = {}
  let seededFlags: FeatureFlags = {}

  return {
    variantsOf: (visitor) => {
      const { experiments } = options
      const isFunction = typeof experiments === 'function'
      const told = isFunction ? experiments(visitor) : {}
      return { ...told, ...assignAll({ ...(isFunction ? {} : experiments), ...seeded }, visitor) }
    },
    featureFlags: () => ({ ...options.featureFlags, ...seededFlags }),
    seed: ({ experiments = {}, featureFlags = {} }) => {
      seeded = { ...seeded, ...experiments }
      seededFlags = { ...seededFlags, ...featureFlags }
    },
    clear: () => {
      seeded = {}
      seededFlags = {}
    },
  }
}

function assignAll(experiments: Experiments, { midaUuid }: Visitor): Variants {
  const variants: Record<string, string> = {}
  for (const [testId, experiment] of Object.entries(experiments)) {
    const variant = assignVariant(testId, experiment, midaUuid)
    if (variant !== null) variants[testId] = variant
  }
  return variants
}
