// The public door of @mida-kit/server/next: the client that knows the current request.
export { MidaSetupError } from '@mida-kit/contract'
export type { CheckOptions, CheckReport } from '../check.ts'
export type { DedupeStore } from '../claims.ts'
export type { CloseReport, FlushOptions, FlushReport, MidaLifecycle, Track } from '../client.ts'
export type { Allow, ConsentQuestion } from '../consent.ts'
export type { CountBy, MidaStats } from '../counters.ts'
export type { ClientAddressSource } from '../endpoint/client-address.ts'
export type { RateLimitOptions } from '../endpoint/rate-limit.ts'
export type { RateCount, RateLimitStore } from '../endpoint/rate-store.ts'
export type { ForgetReport } from '../forget.ts'
export type {
  DeliveryReport,
  DropReport,
  MetadataNames,
  MidaMode,
  PrivacySignal,
  TrackedEvent,
  VisitorReport,
} from '../options.ts'
export type { TrackOptions } from '../track-event.ts'
export type { TrackedCall } from '../tracked-call.ts'
export { createMida, type NextMida, type NextOptions } from './create-mida.ts'
export type { ActionEvents } from './with-mida.ts'
