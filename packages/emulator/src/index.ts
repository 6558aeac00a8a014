// The public door of @mida-kit/emulator.
export type { Fault, FaultEffect } from './api/fault.ts'
export {
  createEmulator,
  type EmulatedVisitors,
  type Emulator,
  type LoggedRequests,
  type RecordedEvents,
} from './create-emulator.ts'
export type { ApiRequest } from './http/exchange.ts'
export type { Listening, ListenOptions } from './http/listen.ts'
export type { LoggedRequest } from './http/request-log.ts'
export type { EmulatorOptions, ProjectOptions, Variants } from './options.ts'
export type { RecordedEvent } from './state/event-store.ts'
export type { VisitorSeed } from './state/seed-visitor.ts'
export type { AttributeValue, Visitor, VisitorLookup } from './state/visitor.ts'
export type { EventMatch, WaitOptions } from './wait-for-event.ts'
