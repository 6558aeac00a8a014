// The public door of @mida-kit/emulator.
export type { Fault, FaultEffect, FaultRequest, FaultTarget } from './api/fault.ts'
export type { WaitingFault } from './api/fault-queue.ts'
export {
  createEmulator,
  type EmulatedVisitors,
  type Emulator,
  type LoggedRequests,
  type RecordedEvents,
  type WaitingFaults,
} from './create-emulator.ts'
export type { ApiRequest } from './http/exchange.ts'
export type { Listening, ListenOptions } from './http/listen.ts'
export type { LoggedAnswer, LoggedRequest } from './http/request-log.ts'
export type { EmulatorOptions, ProjectOptions, Variants } from './options.ts'
export type { RecordedEvent } from './state/event-store.ts'
export type { Experiment, ExperimentSeed, Experiments } from './state/experiment.ts'
export type { EmulatorSeed } from './state/seed.ts'
export type { EventSeed } from './state/seed-event.ts'
export type { VisitorSeed } from './state/seed-visitor.ts'
export type { AttributeValue, Visitor, VisitorLookup } from './state/visitor.ts'
export type { EventMatch, WaitOptions } from './wait-for-event.ts'
