// One event on its way to Mida: what is sent, for whom, and what it has come to so far.
import type { Delivery, Guarantee, MidaFailure, RecordedBy, Visitor } from '@mida-kit/contract'
import type { Draft } from './draft.ts'
import type { TryObserver } from './observe.ts'
import type { TrackedEvent } from './options.ts'

/** Where an event came from: each lane has a share of the queue of its own. */
export type Lane = 'server' | 'browser'

/** One way to name the visitor, as on Mida's wire. */
export type Identifier = { readonly by: RecordedBy; readonly value: string }

/** Why an event is taken back: by the app's `signal`, or by `forget`. */
export type Withdrawal = 'aborted' | 'forgotten'

export type Job = {
  readonly eventId: string
  readonly eventName: string
  readonly lane: Lane
  /** Tells visitors apart: by their first identifier. */
  readonly visitorKey: string
  /** Events of one chain are tried in order: a visitor's of one lane, so that no browser's stands before the server's. */
  readonly chain: string
  /** In the order in which they are tried; the first one that Mida knows is used. */
  readonly identifiers: readonly [Identifier, ...Identifier[]]
  /** The properties as JSON, written once so that every try sends the same text; undefined where there are none. */
  readonly propertiesJson: string | undefined
  /** Size of the properties, for the queue's bounds. */
  readonly bytes: number
  readonly guarantee: Guarantee
  readonly acceptedAtMs: number
  /** From then on it is too old to be sent; Infinity where it never is. */
  readonly expiresAtMs: number
  /** Taken in the app's store before the first try, where it has one. */
  readonly claims: readonly string[]
  /** Hears of each try; null where nobody does. */
  readonly observer: TryObserver | null
  /** Called once, with what became of the event. */
  readonly settle: (delivery: Delivery) => void
  isTried: boolean
  /** The claims as the store knows them, and whose they are: not the event's, which may be in another process too. */
  stored: { readonly owner: string; readonly keys: Promise<readonly string[]> } | null
  hasClaims: boolean
  failedTries: number
  /** Tries after which Mida said that it knows no such visitor. */
  notFoundTries: number
  /** Whether an earlier try may have recorded the event: then it never ends as surely not recorded. */
  mayBeRecorded: boolean
  lastFailure: MidaFailure | null
  /** The identifier of the latest try. */
  triedBy: RecordedBy | null
  /** The doubt that a look at Mida's list would settle, and how often it was looked for; null where there is none. */
  doubt: { readonly failure: MidaFailure; readonly mayResend: boolean; looks: number } | null
  /** Set while it is under way: it is not sent again. */
  withdrawnAs: Withdrawal | null
}

/** An event as it enters the queue. */
export function toUntriedJob(
  { eventId, name, from }: Pick<TrackedEvent, 'eventId' | 'name' | 'from'>,
  { visitorKeys: [visitorKey], identifiers, propertiesJson, bytes }: Draft,
): Omit<Job, 'guarantee' | 'acceptedAtMs' | 'expiresAtMs' | 'claims' | 'observer' | 'settle'> {
  return {
    eventId,
    eventName: name,
    lane: from,
    visitorKey,
    chain: `${from} ${visitorKey}`,
    identifiers,
    propertiesJson,
    bytes,
    isTried: false,
    stored: null,
    hasClaims: false,
    failedTries: 0,
    notFoundTries: 0,
    mayBeRecorded: false,
    lastFailure: null,
    triedBy: null,
    doubt: null,
    withdrawnAs: null,
  }
}

/** The identifiers of a visitor in the order `id`, `mida_uuid`, `email`; empty where the visitor has none. */
export function toIdentifiers(visitor: Visitor): Identifier[] {
  const identifiers: Identifier[] = []
  if (visitor.id !== undefined) identifiers.push({ by: 'id', value: visitor.id })
  if (visitor.midaUuid !== undefined) identifiers.push({ by: 'mida_uuid', value: visitor.midaUuid })
  if (visitor.email !== undefined) identifiers.push({ by: 'email', value: visitor.email })
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
