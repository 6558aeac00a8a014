// Which variants and feature flags this visitor has, as states that stay the same while they say the same. Knows no React.
import { createLookout } from './lookout.ts'
import { askScript, createScriptWatch } from './script-watch.ts'
import type { MidaClient, UuidUnavailable } from './types.ts'

/** @inline */
type NotReady =
  | { readonly status: 'pending' }
  | { readonly status: 'unavailable'; readonly because: UuidUnavailable }

/** The visitor's variant of one test: `Control`, `Variant 1`, …; null where the visitor is not in the test. */
export type VariantState = NotReady | { readonly status: 'ready'; readonly variant: string | null }

/** Whether one feature flag is on for the visitor. */
export type FeatureFlagState = NotReady | { readonly status: 'ready'; readonly isEnabled: boolean }

/** Each state is the same object as long as it says the same, as `useSyncExternalStore` wants it. */
export type Experiments = {
  readonly readVariant: (testId: string) => VariantState
  readonly readFeatureFlag: (key: string) => FeatureFlagState
  /** Calls the listener when something may have changed; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void
}

export const PENDING: NotReady = { status: 'pending' }

const stores = new WeakMap<MidaClient, Experiments>()

/** The experiments beside a client. */
export function getExperiments(client: MidaClient): Experiments {
  const experiments = stores.get(client) ?? createExperiments(client)
  stores.set(client, experiments)
  return experiments
}

/** Puts these in place of what the page says. */
export function provideExperiments(client: MidaClient, experiments: Experiments): void {
  stores.set(client, experiments)
}

function createExperiments(client: MidaClient): Experiments {
  const script = createScriptWatch()
  const otherwise = (): NotReady => {
    const because = script.whyNot(client)
    return because ? toUnavailable(because) : PENDING
  }

  return {
    readVariant: (testId) => {
      const variant = askScript('version', testId)
      if (typeof variant === 'string') return toVariant(variant)
      return variant === null && script.isAnswered() ? toVariant(null) : otherwise()
    },
    readFeatureFlag: (key) => {
      const isEnabled = askScript('isFeatureEnabled', key)
      if (isEnabled === true) return toFeatureFlag(true)
      return isEnabled === false && script.areFlagsKnown() ? toFeatureFlag(false) : otherwise()
    },
    subscribe: createLookout(client, script),
  }
}

const toVariant = keep((variant: string | null): VariantState => ({ status: 'ready', variant }))
const toFeatureFlag = keep((isEnabled: boolean): FeatureFlagState => ({ status: 'ready', isEnabled }))
const toUnavailable = keep((because: UuidUnavailable): NotReady => ({ status: 'unavailable', because }))

/** Makes each value's state once. */
function keep<Value, State>(make: (value: Value) => State): (value: Value) => State {
  const made = new Map<Value, State>()
  return (value) => {
    const state = made.get(value) ?? make(value)
    made.set(value, state)
    return state
  }
}
