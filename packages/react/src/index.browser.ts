// The public door in a browser's bundle: as index.ts, but MidaScript only hydrates. A test holds the two together.
export { createMidaClient } from './client.ts'
export { useFeatureFlag, useVariant } from './experiment-hooks.ts'
export type { FeatureFlagState, VariantState } from './experiments.ts'
export { useIdentify, useMida, useMidaUuid } from './hooks.ts'
export type { Keep } from './keep.ts'
export type { MidaClientOptions, PublishedVisitor, TrackedEvent } from './options.ts'
export { MidaProvider, type MidaProviderProps } from './provider.tsx'
export { MidaScript } from './script.browser.tsx'
export type { MidaScriptAttributes, MidaScriptProps } from './script-options.ts'
export type {
  IdentifyResult,
  MidaClient,
  RefreshResult,
  Track,
  TrackOptions,
  UuidState,
  UuidUnavailable,
} from './types.ts'
export { type TrackOnceOptions, useTrackOnce } from './use-track-once.ts'
