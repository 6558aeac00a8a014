// The public door of @mida-kit/server: the client for any server that speaks web standards.
export { MidaSetupError } from '@mida-kit/contract'
export type { CheckOptions, CheckReport } from './check.ts'
export type { DedupeStore } from './claims.ts'
export {
  type CloseReport,
  createMida,
  type FlushOptions,
  type FlushReport,
  type Mida,
  type MidaLifecycle,
  type Prepare,
  type ServerOptions,
  type Track,
} from './client.ts'
export type { Allow, ConsentQuestion } from './consent.ts'
export type { CountBy, MidaStats } from './counters.ts'
export type { ClientAddressSource } from './endpoint/client-address.ts'
export type { EndpointContext } from './endpoint/endpoint.ts'
export type { HealthReport } from './endpoint/health.ts'
export type { RateLimitOptions } from './endpoint/rate-limit.ts'
export type { RateCount, RateLimitStore } from './endpoint/rate-store.ts'
export type { ForgetReport } from './forget.ts'
export type { Instrumentation, TryReport } from './observe.ts'
export type {
  DeliveryReport,
  DropReport,
  MetadataNames,
  MidaMode,
  MidaOptions,
  PrivacySignal,
  TrackedEvent,
  VisitorReport,
} from './options.ts'
export type { DrainReport } from './outbox/cron.ts'
export type { OutboxLifecycle } from './outbox/lifecycle.ts'
export type {
  Addition,
  Casualty,
  Claim,
  ClaimedEvent,
  ClaimRequest,
  DeadLetterCause,
  Fate,
  Outbox,
  OutboxEntry,
  OutboxFilter,
  OutboxState,
  OutboxStatus,
  OutboxWorker,
  Progress,
  RetryOptions,
  StoredEvent,
  WaitingByAge,
} from './outbox/outbox.ts'
export type { OutboxCounts } from './outbox/outbox-counters.ts'
export type { OutboxReport, OutboxSender, SenderOptions } from './outbox/outbox-sender.ts'
export type { NotTaken, PreparedTrack } from './outbox/stored-event.ts'
export type { QueueState } from './queue.ts'
export type { RequestMida } from './request-mida.ts'
export type { TrackOptions } from './track-event.ts'
export type { Fetch } from './transport/fetch.ts'
