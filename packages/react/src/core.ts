// The one store of a page's client: what its parts share. Each part is a file of functions over it.
import type { EndpointRequest, User, WireEvent } from '@mida-kit/contract'
import { type SettledOptions, settleOptions } from './options.ts'
import type { IdentifyResult, Outcome, RefreshResult, UuidState } from './types.ts'

export const PENDING: UuidState = { status: 'pending' }

/** The visitor between two changes. Each event holds the identity of its moment, and is sent under no other. */
export type Identity = {
  user?: User | null | undefined
  /** The user's id, null for nobody, undefined where it is not known. */
  as?: string | null | undefined
  /** The uuid that was read when this identity was Mida's own, and before the next one's turn. */
  uuid?: string | undefined
  /** Set after a logout with `pause`: nothing is sent under this identity. */
  isPaused?: boolean
  /** Settles when `uuid` is as good as it will be. Never rejects. */
  settled?: Promise<IdentifyResult>
  /** Whether that has happened. */
  isSettled?: boolean
}

/** One event on its way. */
export type Entry = {
  readonly event: WireEvent
  readonly identity: Identity
  /** In storage already, since an earlier page. */
  isKept?: boolean
  /** The first call holds. */
  readonly settle: (outcome: Outcome) => void
}

/** What a body may carry beside events. */
export type Notice = Pick<EndpointRequest, 'visitor' | 'forget'>

export type Core = {
  readonly options: SettledOptions
  uuid: UuidState
  readonly listeners: Set<() => void>
  /** Ends every pause of now. */
  wakers: (() => void)[]
  /** When the script is given up. */
  deadlineMs: number
  /** The consent that Mida was told. */
  toldConsent?: string
  /** The identity of now. */
  current: Identity
  /** The last user as JSON; undefined before the first word on who it is. */
  userKey?: string | undefined
  isKnown?: boolean
  /** The user that the app gave last, as JSON. */
  given?: string
  /** Raised by each change of the user: an answer that was asked for at a lower count has been overtaken. */
  changeCount: number
  /** Ends when every identity so far has had its turn. */
  turn: Promise<unknown>
  begin: () => void
  know: (settled: Promise<IdentifyResult>) => void
  asking?: Promise<RefreshResult> | undefined
  /** The pairs of uuid and user that the app was told. */
  told: string[]
  waiting: Entry[]
  readonly underWay: Set<Entry>
  notice?: Notice | undefined
  /** A notice that was lost with the endpoint: it goes with the next body. */
  lostNotice?: Notice | undefined
  sending?: Promise<unknown> | undefined
  isDraining?: boolean
  isClosing?: boolean
}

/** A client's store; its turns and its first identity wait for `begin` and `know`. */
export function createCore(): Core {
  const core: Core = {
    options: settleOptions(),
    uuid: PENDING,
    listeners: new Set(),
    wakers: [],
    deadlineMs: Number.POSITIVE_INFINITY,
    current: {},
    changeCount: 0,
    begin: () => undefined,
    know: () => undefined,
    turn: Promise.resolve(),
    told: [],
    waiting: [],
    underWay: new Set(),
  }
  core.turn = new Promise<void>((resolve) => {
    core.begin = resolve
  })
  core.current.settled = new Promise((resolve) => {
    core.know = resolve
  })
  return core
}
