// `track` for the server's own code: checks the event, finds whom it is for, and waits as asked. Never rejects.
import type { Delivery, EventIdentity, JsonObject, RequestFailure, Visitor } from '@mida-kit/contract'
import { type Choice, chooseVisitor, toParties } from './identity-policy.ts'
import type { TrackedEvent } from './options.ts'
import type { Recorder } from './recorder.ts'

/** How one event is tracked. */
export type TrackOptions = {
  /** Whom the event is recorded against. @default the current request's user or visitor, where there is a request */
  readonly visitor?: Visitor | undefined
  /** What the promise waits for: that the event is taken, or what became of it. @default 'accepted' */
  readonly wait?: 'accepted' | 'outcome' | undefined
  /** Longest wait for the outcome, in milliseconds; then the answer is `accepted`. @default 10_000 */
  readonly waitMs?: number | undefined
}

/** An event of the server's own, before it was checked. */
export type OwnEvent = { readonly name: string; readonly properties: unknown }

/** Finds whom an event without a `visitor` is for. */
export type FindVisitor = (identity: EventIdentity) => Promise<Choice>

const WAIT_MS = 10_000

/** Where there is no request, nobody is here. */
export const findNobody: FindVisitor = async (identity) =>
  chooseVisitor(identity, { user: null, midaUuid: null })

/** Tracks one event. What the caller passes may be anything: a JavaScript caller is not asked by the types. */
export async function trackEvent(
  recorder: Recorder,
  own: OwnEvent,
  { options: given, findVisitor }: { readonly options: TrackOptions; readonly findVisitor: FindVisitor },
): Promise<Delivery> {
  const event = toEvent(own.name)
  const shown = toShown(own.properties)
  const refuse = (failure: RequestFailure): Delivery =>
    recorder.refuse({ ...event, properties: shown, visitor: null }, failure)
  if (typeof own.name !== 'string') return refuse(NO_NAME)
  const options = readOptions(given)
  if (!options) return refuse(INVALID_VISITOR)

  const preparation = await recorder.prepare({ ...own, lane: 'server' })
  if (!preparation.ok) return refuse(preparation.failure)
  const { identity } = preparation.prepared.rule
  const shownVisitor = options.visitor ?? (await findForLog(recorder, findVisitor, identity))
  const unable = recorder.findUnable({ ...event, properties: shown, visitor: shownVisitor })
  if (unable) return unable
  const choice = options.visitor ? chooseNamed(identity, options.visitor) : await findVisitor(identity)
  if (!choice.ok) return refuse(choice.failure)

  const { delivery, outcome } = recorder.accept({
    event,
    prepared: preparation.prepared,
    visitor: choice.visitor,
  })
  if (options.wait !== 'outcome' || delivery.status !== 'accepted') return delivery
  return withinOr(outcome, options.waitMs ?? WAIT_MS, delivery)
}

/** The log mode says for whom an event is; where nothing is printed, nobody is looked for in vain. */
async function findForLog(
  recorder: Recorder,
  findVisitor: FindVisitor,
  identity: EventIdentity,
): Promise<Visitor | null> {
  if (recorder.config.mode !== 'log') return null
  const choice = await findVisitor(identity)
  return choice.ok ? choice.visitor : null
}

/** The visitor that the app names; one whose fields cannot be read is refused like any other that cannot be used. */
function chooseNamed(identity: EventIdentity, visitor: Visitor): Choice {
  try {
    return chooseVisitor(identity, toParties({ ...visitor }))
  } catch {
    return { ok: false, failure: INVALID_VISITOR }
  }
}

function readOptions(options: TrackOptions): TrackOptions | null {
  try {
    return { ...options }
  } catch {
    return null
  }
}

const INVALID_VISITOR: RequestFailure = {
  code: 'invalid_visitor',
  message: 'visitor: cannot be read.',
  field: 'visitor',
}

function toEvent(
  name: string,
): Pick<TrackedEvent, 'eventId' | 'name' | 'occurredAt'> & { readonly from: 'server' } {
  return { eventId: crypto.randomUUID(), name, from: 'server', occurredAt: new Date().toISOString() }
}

const NO_NAME: RequestFailure = {
  code: 'unknown_event',
  message: 'event_name: must be a text.',
  field: 'event_name',
}

/** A copy for the hooks; a getter that throws is the schema's to refuse. */
function toShown(properties: unknown): JsonObject | undefined {
  try {
    return typeof properties === 'object' && properties !== null ? { ...properties } : undefined
  } catch {
    return undefined
  }
}

function withinOr(outcome: Promise<Delivery>, waitMs: number, otherwise: Delivery): Promise<Delivery> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), waitMs)
    void outcome.then((delivery) => {
      clearTimeout(timer)
      resolve(delivery)
    })
  })
}
