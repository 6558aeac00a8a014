// One event on its way to Mida: what is sent, for whom, and what it has come to so far.
import type { Delivery, Guarantee, MidaFailure, RecordedBy, Visitor } from '@mida-kit/contract'
import type { KnownBy, PendingEvent } from './dedupe.ts'
import type { Draft } from './draft.ts'
import type { TryObserver } from './observe.ts'
import type { TrackedEvent } from './options.ts'
import type { Slotted } from './slots.ts'

/** Where an event came from: each lane has a share of the queue of its own. */
export type Lane = 'server' | 'browser'

/** One way to name the visitor, as on Mida's wire. */
export type Identifier = { readonly by: RecordedBy; readonly value: string }

/** Why an event is taken back: by the app's `signal`, or by `forget`. */
export type Withdrawal = 'aborted' | 'forgotten'

/** What an event is made of when it enters the queue. */
export type JobParts = {
  readonly event: TrackedEvent
  readonly draft: Draft
  readonly guarantee: Guarantee
  readonly acceptedAtMs: number
  readonly expiresAtMs: number
  readonly claims: readonly string[]
  readonly observer: TryObserver | null
  /** Called once, with what became of the event; gives what is told of it. */
  readonly onSettle: (job: Job, delivery: Delivery) => Delivery
}

// A class, since twenty thousand of these may wait: its fields keep one shape, and cost a third of a spread object.
export class Job implements PendingEvent, KnownBy, Slotted {
  readonly event: TrackedEvent
  readonly eventId: string
  readonly eventName: string
  readonly lane: Lane
  /** Tells visitors apart: by their first identifier. */
  readonly visitorKey: string
  readonly visitorKeys: Draft['visitorKeys']
  /** In the order in which they are tried; the first one that Mida knows is used. */
  readonly identifiers: readonly [Identifier, ...Identifier[]]
  /** By which it is known in this process. */
  readonly keys: readonly string[]
  /** Taken in the app's store before the first try, where it has one. */
  readonly claims: readonly string[]
  /** The properties as JSON, written once so that every try sends the same text; undefined where there are none. */
  readonly propertiesJson: string | undefined
  /** Size of the properties, for the queue's bounds. */
  readonly bytes: number
  readonly guarantee: Guarantee
  readonly acceptedAtMs: number
  /** From then on it is too old to be sent; Infinity where it never is. */
  readonly expiresAtMs: number
  /** Hears of each try; null where nobody does. */
  readonly observer: TryObserver | null
  slot = -1
  order = 0
  isTried = false
  isSending = false
  /** The claims as the store knows them, and whose they are: not the event's, which may be in another process too. */
  stored: { readonly owner: string; readonly keys: Promise<readonly string[]> } | null = null
  hasClaims = false
  failedTries = 0
  /** Tries after which Mida said that it knows no such visitor. */
  notFoundTries = 0
  /** Whether an earlier try may have recorded the event: then it never ends as surely not recorded. */
  mayBeRecorded = false
  lastFailure: MidaFailure | null = null
  /** The identifier of the latest try. */
  triedBy: RecordedBy | null = null
  /** The doubt that a look at Mida's list would settle, and how often it was looked for; null where there is none. */
  doubt: Doubt | null = null
  /** Set while it is under way: it is not sent again. */
  withdrawnAs: Withdrawal | null = null
  readonly #onSettle: JobParts['onSettle']
  #delivery: Delivery | null = null
  #outcome: Promise<Delivery> | null = null
  #resolve: ((delivery: Delivery) => void) | null = null

  constructor(parts: JobParts) {
    const { event, draft } = parts
    this.event = event
    this.eventId = event.eventId
    this.eventName = event.name
    this.lane = event.from
    this.visitorKey = draft.visitorKeys[0]
    this.visitorKeys = draft.visitorKeys
    this.identifiers = draft.identifiers
    this.keys = draft.keys
    this.claims = parts.claims
    this.propertiesJson = draft.propertiesJson
    this.bytes = draft.bytes
    this.guarantee = parts.guarantee
    this.acceptedAtMs = parts.acceptedAtMs
    this.expiresAtMs = parts.expiresAtMs
    this.observer = parts.observer
    this.#onSettle = parts.onSettle
  }

  /** Ends the event. Called once. */
  settle(delivery: Delivery): void {
    this.#delivery = this.#onSettle(this, delivery)
    this.#resolve?.(this.#delivery)
  }

  /** Resolves with what becomes of the event; costs nothing where nobody asks. Never rejects. */
  outcome(): Promise<Delivery> {
    this.#outcome ??= this.#delivery
      ? Promise.resolve(this.#delivery)
      : new Promise((resolve) => {
          this.#resolve = resolve
        })
    return this.#outcome
  }
}

type Doubt = { readonly failure: MidaFailure; readonly mayResend: boolean; looks: number }

/** The identifiers of a visitor in the order `id`, `mida_uuid`, `email`; empty where the visitor has none. */
export function toIdentifiers(visitor: Visitor): Identifier[] {
  const { id, midaUuid, email } = visitor
  // Usual, and without the spare room that a list gets as it grows: thousands of these may wait.
  if (id !== undefined && midaUuid === undefined && email === undefined) return [{ by: 'id', value: id }]
  const identifiers: Identifier[] = []
  if (id !== undefined) identifiers.push({ by: 'id', value: id })
  if (midaUuid !== undefined) identifiers.push({ by: 'mida_uuid', value: midaUuid })
  if (email !== undefined) identifiers.push({ by: 'email', value: email })
  return identifiers
}

const WITHDRAWN: Readonly<Record<Withdrawal | 'closed', string>> = {
  aborted: 'The event was withdrawn by its signal.',
  forgotten: 'The event was taken out by forget.',
  closed: 'The client was closed before the event could be sent.',
}

/** What becomes of an event that is given up by the app: in doubt where it may have been recorded, else failed. */
export function toWithdrawn(job: Job, code: Withdrawal | 'closed', isUnderWay: boolean): Delivery {
  const { eventId, lastFailure, mayBeRecorded } = job
  const message = WITHDRAWN[code]
  if (isUnderWay || mayBeRecorded) {
    const unanswered = { code: 'timed_out', message: `${message} Mida had not answered.` } as const
    return { status: 'in_doubt', eventId, failure: isUnderWay ? unanswered : (lastFailure ?? unanswered) }
  }
  return { status: 'failed', eventId, failure: { code, message, lastFailure: lastFailure ?? undefined } }
}
