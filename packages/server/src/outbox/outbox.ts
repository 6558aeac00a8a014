// The durable store of events that are accepted and not yet recorded: what any store must give the one delivery loop.
import type { Delivery, Guarantee, MidaFailure } from '@mida-kit/contract'
import type { Job, Lane } from '../job.ts'
import type { OutboxSender, SenderOptions } from './outbox-sender.ts'

/** One event as it is stored: everything that sending it needs, as plain data. */
export type OutboxEntry = {
  /** The project key: one store may serve several projects, and none is sent to another's. */
  readonly project: string
  readonly eventId: string
  readonly eventName: string
  readonly lane: Lane
  readonly visitorKey: string
  readonly identifiers: Job['identifiers']
  readonly propertiesJson: string | undefined
  readonly guarantee: Guarantee
  /** When `track` was called: ISO 8601. */
  readonly occurredAt: string
  /** The event is a duplicate where the store knows one of these; then it knows all of them. */
  readonly keys: readonly string[]
  readonly acceptedAtMs: number
  /** From then on it is too old to be sent; null where it never is. */
  readonly expiresAtMs: number | null
}

/** What became of an event that was given to the store. `queued`: it is durable. */
export type Addition =
  | { readonly status: 'queued' }
  /** Another event holds one of its keys: it is on its way (`pending`), or came to its end. */
  | { readonly status: 'duplicate'; readonly eventId: string; readonly isPending: boolean }
  /** The browsers' share of the store is full. */
  | { readonly status: 'full' }
  /** The store cannot write now: a full disk, a locked or a broken file. The event is not in it. */
  | { readonly status: 'unavailable'; readonly message: string }

/** What the tries so far have come to; it outlives the process. */
export type Progress = {
  readonly failedTries: number
  readonly notFoundTries: number
  /** Whether an earlier try may have recorded the event. */
  readonly mayBeRecorded: boolean
}

/** An event that this worker holds: nobody else sends it until it is settled, or the worker is gone. */
export type ClaimedEvent = OutboxEntry & { readonly id: number; readonly progress: Progress }

/** An event that ended without this process having sent it: its worker died in mid-send, or its row cannot be read. */
export type Casualty =
  | { readonly kind: 'in_doubt'; readonly event: OutboxEntry; readonly failure: MidaFailure }
  | { readonly kind: 'unreadable'; readonly eventId: string; readonly eventName: string }

/** How many events of each lane are wanted. */
export type ClaimRequest = { readonly project: string; readonly limits: Readonly<Record<Lane, number>> }

/** What a worker was given to send, and what it has to tell of others. */
export type Claim = {
  readonly events: readonly ClaimedEvent[]
  readonly casualties: readonly Casualty[]
  /** When the next event that nobody holds is due; null where none waits. */
  readonly nextDueAtMs: number | null
}

/** What the store does with an event after a try. */
export type Fate =
  /** It leaves the store. Its keys stay known, or are free again for another event. */
  | { readonly kind: 'done'; readonly keys: 'settled' | 'free'; readonly isUnattributable: boolean }
  | { readonly kind: 'wait'; readonly waitMs: number; readonly progress: Progress; readonly code: string }
  /** Kept until somebody resends or drops it. */
  | {
      readonly kind: 'dead' | 'in_doubt'
      readonly keys: 'settled' | 'free'
      readonly failure: DeadLetterCause
    }
  /** Given back untouched, for whoever comes next. */
  | { readonly kind: 'release'; readonly progress: Progress }

/** The failure that ended an event: its code, and its text for people. */
export type DeadLetterCause = { readonly code: string; readonly message: string }

/** One process that sends from the store. Every method rejects where the store cannot be reached. */
export type OutboxWorker = {
  /** Takes events that are due, in the order in which they came; never two workers' of one visitor at a time. */
  readonly claim: (request: ClaimRequest) => Promise<Claim>
  /**
   * Writes down that an `at-most-once` event is about to be sent: after a crash it is in doubt, never sent again. False where
   * another worker has taken it over.
   */
  readonly begin: (id: number) => Promise<boolean>
  /** Does with an event what its try has come to. */
  readonly settle: (event: ClaimedEvent, fate: Fate) => Promise<void>
  /** Says that this worker lives; false where others gave it up, and have taken over what it held. */
  readonly beat: () => Promise<boolean>
  /** Gives back what it still holds. */
  readonly leave: () => Promise<void>
}

/** `waiting`: it will be sent. `dead`: refused for good. `in_doubt`: Mida may have recorded it, and it is not sent again. */
export type OutboxState = 'waiting' | 'dead' | 'in_doubt'

/** What the store holds, counted. */
export type OutboxStatus = {
  readonly waiting: { readonly server: number; readonly browser: number }
  readonly dead: number
  readonly inDoubt: number
  /** Events whose visitor Mida never came to know, since the store was made: they are not kept. */
  readonly unattributable: number
  /** Of those that wait after a failed try, are dead or in doubt: how many by the failure's code. */
  readonly byCode: Readonly<Record<string, number>>
  /** Age of the oldest event that waits, in milliseconds; null where none waits. */
  readonly oldestWaitingMs: number | null
  /** How many wait by age since their acceptance; a store that cannot count them leaves it out. */
  readonly waitingByAge?: WaitingByAge | undefined
}

/** Events that wait, counted by the time since their acceptance. */
export type WaitingByAge = {
  readonly underMinute: number
  readonly underHour: number
  readonly underDay: number
  readonly older: number
}

/** Which stored events are meant. */
export type OutboxFilter = {
  readonly state?: OutboxState | undefined
  readonly eventId?: string | undefined
  readonly code?: string | undefined
  /** Any identifier of the visitor: a user's id, a `mida_uuid` or an email. */
  readonly visitor?: string | undefined
  /** From the number after this one, and up to that one: a part of what a long work goes through. */
  readonly afterId?: number | undefined
  readonly untilId?: number | undefined
}

/** One stored event, for people. */
export type StoredEvent = {
  readonly id: number
  readonly project: string
  readonly eventId: string
  readonly eventName: string
  readonly state: OutboxState
  readonly lane: Lane
  /** Null where the stored row cannot be read. */
  readonly identifiers: Job['identifiers'] | null
  readonly propertiesJson: string | undefined
  readonly occurredAt: string | null
  readonly acceptedAtMs: number
  readonly failedTries: number
  readonly code: string | null
  readonly message: string | null
}

/**
 * A durable store of events. One delivery loop serves every store; a store says only how rows are kept, claimed and settled.
 *
 * The methods of the app's side never reject where the type has a failure; the others reject with what the store said.
 */
export type Outbox = {
  /** Names the store, e.g. by its path: clients in one process with the same store share one loop. */
  readonly name: string
  /** Opens the store and brings its shape up to date. @throws MidaSetupError MIDA-401 to MIDA-411 */
  readonly open: () => Promise<void>
  /** Resolves when the event is durable, or says why it is not. Never rejects. */
  readonly add: (entry: OutboxEntry) => Promise<Addition>
  /** Makes this process a worker of the store. Rejects where the store cannot be reached. */
  readonly connect: () => Promise<OutboxWorker>
  /** Calls back when an event may have come in from this process. The function it returns ends that. */
  readonly onNudge: (listener: () => void) => () => void
  /** Counts what is stored. Rejects where the store cannot be read. */
  readonly status: () => Promise<OutboxStatus>
  /** In the order in which they came; go on after the last one's `id`. @default limit 100 */
  readonly list: (
    filter: OutboxFilter,
    page?: { readonly afterId?: number; readonly limit?: number },
  ) => Promise<readonly StoredEvent[]>
  /** Sends dead events again, and those in doubt where that is allowed; gives their count. One whose key another event holds stays. */
  readonly retry: (filter: OutboxFilter, options?: RetryOptions) => Promise<number>
  /** Deletes events that nobody is sending; gives their count. @default limit 1_000 at a time: call again until 0 */
  readonly drop: (filter: OutboxFilter, options?: { readonly limit?: number }) => Promise<number>
  /** Lets go of the file or the connections. The store can be opened again. */
  readonly close: () => Promise<void>
  /** The delivery loop over this store; made by the store, so that a client without an outbox does not carry it. */
  readonly createSender: (options: SenderOptions) => OutboxSender
}

/** Which events `retry` takes, and how many. */
export type RetryOptions = {
  /** Also those in doubt: Mida may record them twice. @default false */
  readonly allowDoubles?: boolean
  /** At a time: call again until 0. @default 1_000 */
  readonly limit?: number
}

/** Tells what became of an event that was stored, maybe by another process. */
export type OutcomeReport = { readonly event: OutboxEntry; readonly delivery: Delivery }
