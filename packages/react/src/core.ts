// The one store of a page's client: its options, and what its parts share. Each part is a file of functions over it.
import type { Consent, EndpointRequest, User, WireEvent } from '@mida-kit/contract'
import { type SettledOptions, settleOptions } from './options.ts'
import type { IdentifyResult, Outcome, RefreshResult, UuidState } from './types.ts'

export const PENDING: UuidState = { status: 'pending' }

/** The visitor between two changes. Each event holds the identity of its moment, and is sent under no other. */
export type Identity = {
  /** Turns to come, and one for the first word on who it is: while there are any, the uuid may still come. */
  turnCount: number
  user?: User | null | undefined
  /** The user as JSON; empty where Mida has still to be told. */
  key?: string
  /** The user's id, null for nobody, undefined where it is not known. */
  as?: string | null | undefined
  /** The uuid that was read when this identity was Mida's own, and before the next one's turn. */
  uuid?: string | undefined
  /** Set after a logout with `pause`: nothing is sent under this identity. */
  isPaused?: boolean
  /** The newest turn; missing before the first word on who it is. Never rejects. */
  settled?: Promise<IdentifyResult>
}

/** One event on its way. */
export type Entry = {
  readonly event: WireEvent
  readonly identity: Identity
  /** In storage already, since an earlier page. */
  isKept?: boolean
  /** It left before its uuid was looked for: a tab that is hidden may be its end. */
  isEarly?: boolean
  /** The first call holds. */
  readonly settle: (outcome: Outcome) => void
}

/** What a body may carry beside events. */
export type Notice = Pick<EndpointRequest, 'visitor' | 'forget'>

export type Core = SettledOptions & {
  uuid: UuidState
  readonly listeners: Set<() => void>
  /** Ends every pause of now; the first call starts the first turn. */
  wakers: (() => void)[]
  /** When the script is given up. */
  deadlineMs: number
  /** The consent that was acted on; null before the start. */
  heardConsent: Consent | undefined | null
  /** The consent that Mida was told. */
  toldConsent?: string
  /** The identity of now. */
  current: Identity
  /** The user that the app gave last, as JSON. */
  given?: string
  /** Raised by each change of the user: an answer that was asked for at a lower count has been overtaken. */
  changeCount: number
  /** Ends when every identity so far has had its turn. */
  turn: Promise<unknown>
  asking?: Promise<RefreshResult> | undefined
  /** The pairs of uuid and user that the app was told. */
  told: string[]
  waiting: Entry[]
  readonly underWay: Set<Entry>
  /** What the endpoint has still to be told. */
  notice?: Notice | undefined
  /** What was lost with the endpoint: it goes with the next events, or when the page goes on. */
  lostNotice?: Notice | undefined
  /** Ends when every request so far has ended. */
  sending: Promise<unknown>
  isClosing?: boolean | undefined
}

/** A client's store. Its turns wait for the first wake, its events for the first word on who the visitor is. */
export function createCore(): Core {
  const wakers: Core['wakers'] = []
  return {
    ...settleOptions(),
    uuid: PENDING,
    listeners: new Set(),
    wakers,
    turn: new Promise<void>((resolve) => wakers.push(resolve)),
    deadlineMs: 0,
    heardConsent: null,
    current: { turnCount: 1 },
    changeCount: 0,
    told: [],
    waiting: [],
    underWay: new Set(),
    sending: Promise.resolve(),
  }
}
