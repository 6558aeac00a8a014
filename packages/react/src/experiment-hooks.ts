'use client'
// The hooks of experiments: they subscribe to what experiments.ts finds, and hold no rules.
import { useSyncExternalStore } from 'react'
import { type FeatureFlagState, getExperiments, PENDING, type VariantState } from './experiments.ts'
import { useClient } from './hooks.ts'

/**
 * The visitor's variant of a test: `pending` on the server and while hydrating, so that nothing mismatches; then `ready`
 * with `'Control'`, `'Variant 1'`, … or null (not in the test), or `unavailable` with the reason.
 *
 * Settles within 10 s. Goes on following a test that Mida applies late: for 10 s from the newest mount of such a hook
 * and from each change of the uuid. Renders again only when this test's state changes.
 *
 * @param testId the test's id in Mida, as in its address there
 */
export function useVariant(testId: string): VariantState {
  const { subscribe, readVariant } = getExperiments(useClient())
  return useSyncExternalStore(
    subscribe,
    () => readVariant(testId),
    () => PENDING,
  )
}

/**
 * Whether a feature flag is on for the visitor: `pending` on the server and while hydrating, then `ready` with
 * `isEnabled`, or `unavailable` with the reason.
 *
 * Settles within 10 s, and follows the script's `onFeatureFlags` for as long as the page lives.
 *
 * @param key the flag's key in Mida
 */
export function useFeatureFlag(key: string): FeatureFlagState {
  const { subscribe, readFeatureFlag } = getExperiments(useClient())
  return useSyncExternalStore(
    subscribe,
    () => readFeatureFlag(key),
    () => PENDING,
  )
}
