// Who the visitor is, change by change: one queue in order, so that a late answer for one user never touches the next.
import type { User } from '@mida-kit/contract'
import { defer } from './defer.ts'
import type { SettledOptions } from './options.ts'
import { readPage, readUuid } from './page.ts'
import type { IdentifyResult } from './types.ts'
import type { UuidStore } from './uuid.ts'

const SUPERSEDED: IdentifyResult = { status: 'superseded' }
const TIMED_OUT: IdentifyResult = { status: 'timed_out' }

/** The visitor between two changes. Each event holds the identity of its moment, and is sent under no other. */
export type Identity = {
  /** The user's id, null for nobody, undefined where it is not known. */
  as?: string | null | undefined
  /** The uuid that was read when this identity was Mida's own, and before the next one's turn. */
  uuid?: string | undefined
  /** Set after a logout with `pause`: nothing is tracked under this identity. */
  isPaused?: boolean
  /** Settles when `uuid` is as good as it will be. Never rejects. */
  settled: Promise<IdentifyResult>
}

export type Identities = {
  /** The identity of now. */
  current: Identity
  /** Raised by each change of the user: an answer that was asked for at a lower count has been overtaken. */
  changeCount: number
  /** Makes this the user unless it is already; undefined says that the user cannot be known for now. */
  readonly become: (user: User | null | undefined) => Promise<IdentifyResult>
}

export type IdentityEnvironment = {
  readonly options: SettledOptions
  readonly uuids: UuidStore
  /** Fulfilled when the first look for the uuid is over. */
  readonly watched: Promise<unknown>
  readonly onPublish: (midaUuid: string, as: Identity['as'], user: User | null | undefined) => void
  readonly onPause: () => void
}

export function createIdentities(environment: IdentityEnvironment): Identities {
  const { options, uuids, onPublish, onPause } = environment
  const first = defer<IdentifyResult>()
  let currentKey: string | undefined
  let turn: Promise<unknown> = environment.watched

  const settle = async (identity: Identity, user: User | null | undefined): Promise<IdentifyResult> => {
    const isCurrent = (): boolean => identities.current === identity
    const failure = user && (await identify(user, isCurrent, environment))
    if (failure) {
      // What failed is not kept as done: the same user may be told again.
      if (isCurrent()) currentKey = ''
      return failure
    }
    const uuid = await readUuid(options)
    identity.uuid = uuid
    if (!isCurrent()) return SUPERSEDED
    if (identity.isPaused) onPause()
    else if (uuid) {
      uuids.publish(uuid)
      onPublish(uuid, identity.as, user)
    }
    return { status: 'identified', midaUuid: uuid ?? null }
  }

  const become: Identities['become'] = (user) => {
    const key = JSON.stringify(user)
    const { current } = identities
    const isFirst = current.settled === first.promise
    if (!isFirst && (user === undefined || key === currentKey)) return current.settled

    if (user !== undefined) identities.changeCount += 1
    currentKey = key
    // The first word on the user holds for what was tracked before it, too: those events have this very identity.
    const identity = isFirst ? current : { ...current, uuid: undefined }
    identity.isPaused = user === null && !!current.as && options.afterLogout === 'pause'
    identity.as = user && String(user.id)
    identities.current = identity
    identity.settled = turn.then(() => settle(identity, user && JSON.parse(key)))
    turn = identity.settled
    first.resolve(identity.settled)
    return identity.settled
  }

  const identities: Identities = { current: { settled: first.promise }, changeCount: 0, become }
  return identities
}

/** Tells Mida; answers what went wrong, or undefined. Somebody whose turn comes too late is not told. */
async function identify(
  user: User,
  isCurrent: () => boolean,
  { options, uuids }: IdentityEnvironment,
): Promise<IdentifyResult | undefined> {
  const isReady = await uuids.until(() => !isCurrent() || isIdentifyAllowed())
  if (!isCurrent()) return SUPERSEDED

  const { mida, mdq } = readPage()
  try {
    // A script that comes later still takes its queue over.
    if (!mida) mdq?.push?.(['identify', user])
    if (!isReady || typeof mida?.identify !== 'function') {
      return { status: 'unavailable', because: uuids.whyNot() ?? 'timed_out' }
    }
    const timeout = options.sleep(options.identifyTimeoutMs).then(() => TIMED_OUT)
    if ((await Promise.race([mida.identify(user), timeout])) === TIMED_OUT) return TIMED_OUT
  } catch (error) {
    return { status: 'failed', message: String(error) }
  }
  return undefined
}

function isIdentifyAllowed(): boolean {
  const { mida } = readPage()
  return typeof mida?.identify === 'function' && mida.hasConsent !== false
}
