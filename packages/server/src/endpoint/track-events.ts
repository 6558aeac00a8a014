// The events of one request: each is checked against the catalogue, attributed, accepted or refused, on its own.
import type {
  Delivery,
  EventRefusal,
  EventResult,
  ParsedEvent,
  RequestFailure,
  WireEvent,
} from '@mida-kit/contract'
import { readEnvironment } from '../config.ts'
import type { TrackedEvent } from '../options.ts'
import type { PreparedEvent } from '../prepare.ts'
import type { Recorder } from '../recorder.ts'
import { attribute, type Sender } from './attribute.ts'

/** An event after the catalogue has looked at it; the session comes later. */
export type CheckedEvent =
  | { readonly ok: true; readonly wire: WireEvent; readonly prepared: PreparedEvent }
  | { readonly ok: false; readonly failure: EventRefusal | RequestFailure }

/** Checks parsed events against the catalogue; `field` of a refusal names the event by its place. */
export function checkEvents(events: readonly ParsedEvent[], recorder: Recorder): Promise<CheckedEvent[]> {
  return Promise.all(events.map((parsed, index) => checkEvent(parsed, index, recorder)))
}

/** What the browser is told of an event, and the end of it where it was accepted. */
export type TrackedResult = { readonly result: EventResult; readonly outcome?: Promise<Delivery> }

/** Accepts what passed, in order. */
export function trackEvents(
  checked: readonly CheckedEvent[],
  sender: Sender,
  recorder: Recorder,
): TrackedResult[] {
  return checked.map((event) =>
    event.ok ? trackEvent(event, sender, recorder) : { result: refused(event.failure) },
  )
}

/** Resolves when every accepted event has come to its end, or after `withinMs`. */
export async function waitForOutcomes(tracked: readonly TrackedResult[], withinMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs)
  })
  await Promise.race([Promise.all(tracked.map(({ outcome }) => outcome)), late])
  clearTimeout(timer)
}

async function checkEvent(parsed: ParsedEvent, index: number, recorder: Recorder): Promise<CheckedEvent> {
  if (!parsed.ok) return { ok: false, failure: parsed.refusal }
  const wire = parsed.event
  const preparation = await recorder.prepare({
    name: wire.event_name,
    properties: wire.properties,
    lane: 'browser',
  })
  if (preparation.ok) return { ok: true, wire, prepared: preparation.prepared }
  return { ok: false, failure: locate(preparation.failure, `events[${index}]`) }
}

function trackEvent(
  { wire, prepared }: Extract<CheckedEvent, { ok: true }>,
  sender: Sender,
  recorder: Recorder,
): TrackedResult {
  const event = {
    eventId: wire.kit_event_id,
    name: wire.event_name,
    from: 'browser',
    occurredAt: toBelievable(wire.occurred_at),
  } as const
  const attribution = attribute(wire, prepared.rule.identity, sender)
  const visitor = attribution.ok ? attribution.visitor : null
  const tracked: TrackedEvent = { ...event, properties: prepared.properties, visitor }
  if (wire.consent === 'denied' || wire.consent === 'pending') {
    return { result: toResult(recorder.skip(tracked, 'no_consent')) }
  }
  const unable = recorder.findUnable(tracked)
  if (unable) return { result: toResult(unable) }
  if (!attribution.ok) {
    recorder.refuse(tracked, attribution.failure)
    return { result: refused(attribution.failure) }
  }
  const page = { url_origin: wire.url_origin, url_path: wire.url_path }
  const { delivery, outcome } = recorder.accept({ event, prepared, visitor: attribution.visitor, page })
  return { result: toResult(delivery), outcome }
}

/** A browser's clock may be wrong by hours, but not by more than a day: then the time of arrival is the better one. */
function toBelievable(occurredAt: string): string {
  const nowMs = Date.now()
  return Math.abs(Date.parse(occurredAt) - nowMs) <= DAY_MS ? occurredAt : new Date(nowMs).toISOString()
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** What a browser is told: that the event is taken, and nothing of what Mida said. */
function toResult(delivery: Delivery): EventResult {
  switch (delivery.status) {
    case 'failed':
      return refused(delivery.failure)
    case 'skipped':
      return { status: 'skipped', because: delivery.because }
    case 'duplicate':
      return { status: 'duplicate', ...toShown(delivery) }
    case 'accepted':
    case 'queued':
    case 'recorded':
    case 'in_doubt':
      return { status: 'accepted', ...toShown(delivery) }
    default:
      return delivery satisfies never
  }
}

function toShown(delivery: Delivery): { readonly delivery?: Delivery } {
  return readEnvironment().NODE_ENV === 'development' ? { delivery } : {}
}

function refused({ code, message, ...rest }: { code: string; message: string; field?: string }): EventResult {
  return { status: 'refused', code, message, ...(rest.field === undefined ? {} : { field: rest.field }) }
}

/** Names the event by its place in the request: `events[2].properties.form: …`. */
function locate(failure: RequestFailure, at: string): RequestFailure {
  if (!('field' in failure)) return failure
  const field = `${at}.${failure.field}`
  return { ...failure, field, message: `${at}.${failure.message}` }
}
