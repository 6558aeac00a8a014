// One event on its way to Mida: what is sent, for whom, and what it has come to so far.
import type { Delivery, Guarantee, MidaFailure, RecordedBy, Visitor } from '@mida-kit/contract'

/** Where an event came from: each lane has a share of the queue of its own. */
export type Lane = 'server' | 'browser'

/** One way to name the visitor, as on Mida's wire. */
export type Identifier = { readonly by: RecordedBy; readonly value: string }

export type Job = {
  readonly eventId: string
  readonly eventName: string
  readonly lane: Lane
  /** Tells visitors apart: events of one visitor are sent in order. */
  readonly visitorKey: string
  /** In the order in which they are tried; the first one that Mida knows is used. */
  readonly identifiers: readonly [Identifier, ...Identifier[]]
  /** The properties as JSON, written once so that every try sends the same text; undefined where there are none. */
  readonly propertiesJson: string | undefined
  /** Size of the properties, for the queue's bounds. */
  readonly bytes: number
  readonly guarantee: Guarantee
  readonly giveUpAtMs: number
  /** Called once, with what became of the event. */
  readonly settle: (delivery: Delivery) => void
  failedTries: number
  /** Tries after which Mida said that it knows no such visitor. */
  notFoundTries: number
  /** Whether an earlier try may have recorded the event: then it never ends as surely not recorded. */
  mayBeRecorded: boolean
  lastFailure: MidaFailure | null
}

/** The identifiers of a visitor in the order `id`, `mida_uuid`, `email`; empty where the visitor has none. */
export function toIdentifiers(visitor: Visitor): Identifier[] {
  const identifiers: Identifier[] = []
  if (visitor.id !== undefined) identifiers.push({ by: 'id', value: visitor.id })
  if (visitor.midaUuid !== undefined) identifiers.push({ by: 'mida_uuid', value: visitor.midaUuid })
  if (visitor.email !== undefined) identifiers.push({ by: 'email', value: visitor.email })
  return identifiers
}
