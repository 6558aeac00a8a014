// The public door of @mida-kit/server/next: the client that knows the current request.
export { MidaSetupError } from '@mida-kit/contract'
export type { CloseReport, FlushReport, Track, TrackOptions } from '../client.ts'
export type { DeliveryReport, MetadataNames, MidaMode, TrackedEvent, VisitorReport } from '../options.ts'
export { createMida, type NextMida, type NextOptions } from './create-mida.ts'
