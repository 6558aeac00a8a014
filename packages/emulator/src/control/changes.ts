// GET /emulator/changes: what the page does not have yet, so that it never asks for all of it twice.
import type { FaultTarget } from '../api/fault.ts'
import type { WaitingFault } from '../api/fault-queue.ts'
import { type ApiRequest, answerWith, jsonAnswer, type Outcome, queryOf } from '../http/exchange.ts'
import type { LoggedRequest } from '../http/request-log.ts'
import type { RecordedEvent } from '../state/event-store.ts'
import type { Merge } from '../state/merge-log.ts'
import type { World } from '../world.ts'

/** What the page is told. Nothing in it is an API key. */
export type Changes = Readonly<{
  /** The page begins again where this is not the one it knows. */
  epoch: string
  /** True where what the page knows is too old to be completed: then this is the start of all there is. */
  isStart: boolean
  /** True where more waits: the page asks again at once. */
  hasMore: boolean
  projects: readonly string[]
  /** New ones, oldest first. */
  events: readonly RecordedEvent[]
  eventCount: number
  /** Events that went because there were too many. */
  droppedEventCount: number
  /** The number of each project's oldest event: what the page has before that is gone. */
  oldestEventIds: Readonly<Record<string, number>>
  /** New ones, oldest first. */
  requests: readonly RequestSummary[]
  oldestRequestId: number
  /** New ones, oldest first. */
  merges: readonly Merge[]
  visitorCount: number
  faults: readonly FaultView[]
}>

/** A request of the log without its texts. */
export type RequestSummary = Readonly<
  Pick<LoggedRequest, 'requestId' | 'receivedAtMs' | 'method' | 'path' | 'status' | 'eventId' | 'fault'>
>

/** A fault as JSON: `Infinity` is null. */
export type FaultView = Readonly<{
  faultId: number
  on: FaultTarget
  /** The effect, in short: `500`, `reset before`, `delay 200 ms`. */
  effect: string
  left: number | null
  metCount: number
  rate: number | null
  untilMs: number | null
  /** Whether a function in code chooses the requests. */
  hasMatch: boolean
}>

const EVENT_LIMIT = 5_000
const REQUEST_LIMIT = 2_000

export function readChanges(world: World, request: ApiRequest): Outcome {
  const query = queryOf(request)
  const mergeId = toCount(query.get('merge'))
  const isStart = query.get('epoch') !== world.epoch() || mergeId + 1 < world.merges.oldestId()
  const after = isStart
    ? { event: 0, request: 0, merge: 0 }
    : { event: toCount(query.get('event')), request: toCount(query.get('request')), merge: mergeId }
  return answerWith(jsonAnswer(200, toChanges(world, after, isStart), { 'cache-control': 'no-store' }))
}

type After = Readonly<{ event: number; request: number; merge: number }>

function toChanges(world: World, after: After, isStart: boolean): Changes {
  const events = world.events.listAfter(after.event, EVENT_LIMIT)
  const requests = world.requests.listAfter(after.request, REQUEST_LIMIT)
  return {
    epoch: world.epoch(),
    isStart,
    hasMore: events.length === EVENT_LIMIT || requests.length === REQUEST_LIMIT,
    projects: [...world.projects.keys()],
    events,
    eventCount: world.events.count(),
    droppedEventCount: world.events.droppedCount(),
    oldestEventIds: world.events.oldestIds(),
    requests: requests.map(toSummary),
    oldestRequestId: world.requests.oldestId(),
    merges: world.merges.listAfter(after.merge),
    visitorCount: countVisitors(world),
    faults: world.faults.list().map(toFaultView),
  }
}

function countVisitors(world: World): number {
  return [...world.projects.values()].reduce((total, { visitors }) => total + visitors.count(), 0)
}

function toSummary(logged: LoggedRequest): RequestSummary {
  const { requestId, receivedAtMs, method, path, status, eventId, fault } = logged
  return { requestId, receivedAtMs, method, path, status, eventId, fault }
}

function toFaultView({ faultId, fault, left, metCount, untilMs }: WaitingFault): FaultView {
  return {
    faultId,
    on: fault.on ?? 'create_event',
    effect: describeEffect(fault) + (fault.delayMs ? ` after ${fault.delayMs} ms` : ''),
    left: toFinite(left),
    metCount,
    rate: fault.rate ?? null,
    untilMs: toFinite(untilMs),
    hasMatch: fault.match !== undefined,
  }
}

function describeEffect(fault: WaitingFault['fault']): string {
  switch (fault.kind) {
    case undefined:
    case 'status':
      return String(fault.status)
    case 'reset':
      return `reset ${fault.when}`
    case 'delay':
      return `delay ${fault.ms} ms`
    default:
      return fault.kind
  }
}

function toFinite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function toCount(text: string | null): number {
  return /^\d{1,15}$/.test(text ?? '') ? Number(text) : 0
}
