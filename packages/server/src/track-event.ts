// `track` for the server's own code: checks the event, finds whom it is for, and waits as asked. Never rejects.
import {
  type Consent,
  type Delivery,
  type EventIdentity,
  type EventRule,
  isIdentifier,
  type JsonObject,
  type RequestFailure,
  type Visitor,
} from '@mida-kit/contract'
import { findConsent, isRefused } from './consent.ts'
import type { Acceptance } from './draft.ts'
import { createEventId } from './event-id.ts'
import { type Choice, chooseVisitor, type Found, toParties } from './identity-policy.ts'
import { toIsoTime } from './iso-time.ts'
import type { TrackedEvent } from './options.ts'
import type { NotTaken, PreparedTrack } from './outbox/stored-event.ts'
import type { Accepted, Recorder } from './recorder.ts'

/** How one event is tracked. */
export type TrackOptions<Whom extends Visitor = Visitor> = {
  /**
   * Whom the event is recorded against, by the event's `identity`: a user by `id` or `email`, a visitor by `midaUuid`.
   *
   * @default the current request's user or visitor, where there is a request
   */
  readonly visitor?: Whom | undefined
  /** What the promise waits for: that the event is taken, or what became of it. @default 'accepted' */
  readonly wait?: 'accepted' | 'outcome' | undefined
  /** Longest wait for the outcome, in milliseconds; then the answer is `accepted`. @default 10_000 */
  readonly waitMs?: number | undefined
  /**
   * Withdraws the event: not sent yet, it fails as `aborted`; under way, its answer still counts, but it is not sent
   * again. Ends the wait for the outcome.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * What the visitor has said. `denied` and `pending` skip the event, unless it is `consent: 'exempt'`. Without `visitor`
   * the request's own signals (`privacySignals`) stand above it.
   */
  readonly consent?: Consent | undefined
}

/** An event of the server's own, before it was checked. */
export type OwnEvent = { readonly name: string; readonly properties: unknown }

/** Finds whom an event without a `visitor` is for. */
export type FindVisitor = (identity: EventIdentity) => Promise<Found>

const WAIT_MS = 10_000

/** Where there is no request, nobody is here. */
export const findNobody: FindVisitor = async (identity) =>
  chooseVisitor(identity, { user: null, midaUuid: null })

/** Tracks one event. What the caller passes may be anything: a JavaScript caller is not asked by the types. */
export function trackEvent(recorder: Recorder, own: OwnEvent, call: Call): Promise<Delivery> {
  return withOwnEvent(recorder, own, call, (acceptance, options) => {
    const accepting = recorder.accept(acceptance, { hearsOutcome: options.wait === 'outcome' })
    if (!(accepting instanceof Promise)) return follow(accepting, options, recorder)
    return accepting.then((accepted) => follow(accepted, options, recorder))
  })
}

/** Checks one event for the app's own transaction, and takes it nowhere. */
export function prepareOwnEvent(recorder: Recorder, own: OwnEvent, call: Call): Promise<PreparedTrack> {
  return withOwnEvent(recorder, own, call, (acceptance) => recorder.toEntry(acceptance))
}

type Call = { readonly options: TrackOptions; readonly findVisitor: FindVisitor }

/** Hands the event on as it can be accepted, in the same turn where nothing is waited for; or says what became of it. */
async function withOwnEvent<Result>(
  recorder: Recorder,
  own: OwnEvent,
  { options: given, findVisitor }: Call,
  take: (acceptance: Acceptance, options: TrackOptions) => Result | Promise<Result>,
): Promise<Result | NotTaken> {
  const event = toEvent(own.name)
  const show = (visitor: Visitor | null): TrackedEvent => ({
    ...event,
    properties: toShown(own.properties),
    visitor,
  })
  const refuse = (failure: RequestFailure): NotTaken => recorder.refuse(show(null), failure)
  if (typeof own.name !== 'string') return refuse(NO_NAME)
  const options = readOptions(given)
  if (!options) return refuse(INVALID_VISITOR)
  if (options.signal?.aborted) return refuse(ABORTED)

  // Awaited only where there is something to wait for: most schemas and visitors are at hand.
  const preparing = recorder.prepare({ ...own, lane: 'server' })
  const preparation = preparing instanceof Promise ? await preparing : preparing
  if (!preparation.ok) return refuse(preparation.failure)
  const { prepared } = preparation
  const { identity } = prepared.rule
  if (recorder.config.mode !== 'live') {
    const unable = recorder.findUnable(show(await findForLog(recorder, options, () => findVisitor(identity))))
    if (unable) return unable
  }
  const finding = options.visitor ? chooseNamed(identity, options.visitor, recorder) : findVisitor(identity)
  const found: Found = finding instanceof Promise ? await finding : finding
  const said = toSaid(found, options)
  if (!found.ok) return toNotTaken(found.failure, { recorder, shown: show(null), rule: prepared.rule, said })

  const { visitor } = found
  const { name } = event
  const question = {
    visitor,
    event: { name, properties: prepared.properties, from: 'server', consent: said },
  } as const
  const asking = findConsent(prepared.rule.consent, question, recorder.options.allow)
  const consent = asking instanceof Promise ? await asking : asking
  if (consent === 'no_consent') return recorder.skip(show(visitor), 'no_consent')
  if (consent === 'unavailable') return recorder.refuse(show(visitor), CONSENT_UNAVAILABLE)
  if (options.signal?.aborted) return refuse(ABORTED)
  return take({ event, prepared, visitor }, options)
}

function toSaid({ isOptedOut }: Found, { consent }: TrackOptions): Consent | undefined {
  return isOptedOut ? 'denied' : consent
}

/** Who said no has no cookie that could say who they are: their event is skipped, not wrong. */
function toNotTaken(
  failure: RequestFailure,
  {
    recorder,
    shown,
    rule,
    said,
  }: {
    readonly recorder: Recorder
    readonly shown: TrackedEvent
    readonly rule: EventRule
    readonly said: Consent | undefined
  },
): NotTaken {
  return isRefused(rule.consent, said) ? recorder.skip(shown, 'no_consent') : recorder.refuse(shown, failure)
}

/** The log mode says for whom an event is; where nothing is printed, nobody is looked for in vain. */
async function findForLog(
  recorder: Recorder,
  { visitor }: TrackOptions,
  findVisitor: () => Promise<Choice>,
): Promise<Visitor | null> {
  if (visitor || recorder.config.mode !== 'log') return visitor ?? null
  const choice = await findVisitor()
  return choice.ok ? choice.visitor : null
}

/** The visitor that the app names; one whose fields cannot be read is refused like any other that cannot be used. */
function chooseNamed(identity: EventIdentity, named: Visitor, recorder: Recorder): Choice | Promise<Choice> {
  try {
    const visitor = { ...named }
    return recorder.options.hashIds && isIdentifier(visitor.id)
      ? chooseHashed(identity, { ...visitor, id: visitor.id }, recorder)
      : chooseVisitor(identity, toParties(visitor))
  } catch {
    return { ok: false, failure: INVALID_VISITOR }
  }
}

async function chooseHashed(
  identity: EventIdentity,
  visitor: Visitor & { readonly id: string },
  recorder: Recorder,
): Promise<Choice> {
  return chooseVisitor(identity, toParties({ ...visitor, id: await recorder.hashId(visitor.id) }))
}

/** Waits as asked, and withdraws the event when its signal says so. */
function follow(
  { delivery, event, job }: Accepted,
  { signal, wait, waitMs = WAIT_MS }: TrackOptions,
  recorder: Recorder,
): Delivery | Promise<Delivery> {
  const isWaited = wait === 'outcome' && event !== null
  if (!event || (!isWaited && (!signal || !job))) return delivery
  const end = event.outcome()
  return new Promise((resolve) => {
    const stop = (): void => resolve(delivery)
    const timer = isWaited ? setTimeout(stop, waitMs) : undefined
    const onAbort = (): void => {
      if (!job || recorder.engine?.queue.withdraw(job, 'aborted') === 'under_way') stop()
    }
    signal?.addEventListener('abort', onAbort)
    void end.then((ended) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(ended)
    })
    if (signal?.aborted) onAbort() // By what the event itself has set off.
    if (!isWaited) stop()
  })
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

const ABORTED: RequestFailure = {
  code: 'aborted',
  message: 'The signal was aborted before the event was taken.',
}

/** Told of an event whose `allow` could not be asked. */
export const CONSENT_UNAVAILABLE: RequestFailure = {
  code: 'consent_unavailable',
  message: 'The allow option failed, so it is not known whether the event may be recorded.',
}

function toEvent(
  name: string,
): Pick<TrackedEvent, 'eventId' | 'name' | 'occurredAt'> & { readonly from: 'server' } {
  return { eventId: createEventId(), name, from: 'server', occurredAt: toIsoTime(Date.now()) }
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
