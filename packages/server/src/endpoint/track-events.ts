// The events of one request: each is checked against the catalogue, attributed, accepted or refused, on its own.
import type {
  Consent,
  Delivery,
  EventRefusal,
  EventResult,
  ParsedEvent,
  RequestFailure,
  WireEvent,
} from '@mida-kit/contract'
import { readEnvironment } from '../config.ts'
import { type ConsentAnswer, findConsent, isRefused } from '../consent.ts'
import type { PendingEvent } from '../dedupe.ts'
import type { Acceptance } from '../draft.ts'
import type { TrackedEvent } from '../options.ts'
import type { PreparedEvent } from '../prepare.ts'
import type { Recorder } from '../recorder.ts'
import { CONSENT_UNAVAILABLE } from '../track-event.ts'
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
export type TrackedResult = { readonly result: EventResult; readonly pending?: PendingEvent | null }

/** Accepts what passed and may be recorded, in order; with an outbox it resolves when all of it is on disk. */
export async function trackEvents(
  checked: readonly CheckedEvent[],
  sender: Sender,
  recorder: Recorder,
): Promise<TrackedResult[]> {
  const attributed = checked.map((event) =>
    event.ok ? attributeEvent(event, sender, recorder) : refused(event.failure),
  )
  // All are asked first, so that a slow answer for one changes no order.
  const consents = await Promise.all(
    attributed.map((event) => ('visitor' in event ? askConsent(event, recorder) : null)),
  )
  return Promise.all(
    attributed.map((event, index) =>
      'visitor' in event ? acceptEvent(event, consents[index] ?? 'unavailable', recorder) : { result: event },
    ),
  )
}

/** Resolves when every accepted event has come to its end, or after `withinMs`. */
export async function waitForOutcomes(tracked: readonly TrackedResult[], withinMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs)
  })
  await Promise.race([Promise.all(tracked.map(({ pending }) => pending?.outcome())), late])
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

/** An event with whom it is for: what `allow` is asked, and what is accepted. */
type AttributedEvent = Acceptance & { readonly consent: Consent | undefined }

function attributeEvent(
  { wire, prepared }: Extract<CheckedEvent, { ok: true }>,
  sender: Sender,
  recorder: Recorder,
): AttributedEvent | EventResult {
  const event = {
    eventId: wire.kit_event_id,
    name: wire.event_name,
    from: 'browser',
    occurredAt: toBelievable(wire.occurred_at),
  } as const
  const attribution = attribute(wire, prepared.rule.identity, sender)
  const visitor = attribution.ok ? attribution.visitor : null
  const tracked: TrackedEvent = { ...event, properties: prepared.properties, visitor }
  const consent = sender.isOptedOut ? 'denied' : wire.consent
  if (isRefused(prepared.rule.consent, consent)) return toResult(recorder.skip(tracked, 'no_consent'))
  const unable = recorder.findUnable(tracked)
  if (unable) return toResult(unable)
  if (!attribution.ok) {
    recorder.refuse(tracked, attribution.failure)
    return refused(attribution.failure)
  }
  const page = { url_origin: wire.url_origin, url_path: wire.url_path }
  return { event, prepared, visitor: attribution.visitor, page, consent }
}

function askConsent(
  { event: { name }, prepared: { rule, properties }, visitor, consent }: AttributedEvent,
  { options: { allow } }: Recorder,
): ConsentAnswer | Promise<ConsentAnswer> {
  return findConsent(rule.consent, { visitor, event: { name, properties, from: 'browser', consent } }, allow)
}

async function acceptEvent(
  { consent: _, ...acceptance }: AttributedEvent,
  answer: ConsentAnswer,
  recorder: Recorder,
): Promise<TrackedResult> {
  if (answer === 'allowed') {
    const { delivery, event: pending } = await recorder.accept(acceptance)
    return { result: toResult(delivery), pending }
  }
  const { event, prepared, visitor } = acceptance
  const tracked: TrackedEvent = { ...event, properties: prepared.properties, visitor }
  const isSkipped = answer === 'no_consent'
  const delivery = isSkipped
    ? recorder.skip(tracked, 'no_consent')
    : recorder.refuse(tracked, CONSENT_UNAVAILABLE)
  return { result: toResult(delivery) }
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
