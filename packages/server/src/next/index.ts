// The public door of @mida-kit/server/next: the client that knows the current request.
export { MidaSetupError } from '@mida-kit/contract'
export type { CloseReport, FlushReport, Track } from '../client.ts'
export type { DeliveryReport, MetadataNames, MidaMode, TrackedEvent, VisitorReport } from '../options.ts'
export type { TrackOptions } from '../track-event.ts'
export { createMida, type NextMida, type NextOptions } from './create-mida.ts'
