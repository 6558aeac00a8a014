// Who the visitor is, change by change: one turn at a time, so that a late answer for one user never touches the next.
import type { User } from '@mida-kit/contract'
import type { Core, Identity } from './core.ts'
import { drainSoon, handOver } from './outbox.ts'
import { readPage } from './page.ts'
import { findUuid, isAllowed, mayAsk, toUnavailable, until } from './search.ts'
import { NOBODY, OWED, OWNER, PAUSED, remember, TOLD, USER } from './storage.ts'
import type { IdentifyResult } from './types.ts'

const SUPERSEDED: IdentifyResult = { status: 'superseded' }

/** Makes this the user unless it is already; undefined says that the user cannot be known for now. */
export function become(core: Core, user: User | null | undefined): Promise<IdentifyResult> {
  const { current } = core
  const key = JSON.stringify(user)
  if (current.settled && (user === undefined || key === current.key)) return current.settled

  // The first word on the user holds for what was tracked before it, too: those events have this very identity.
  const identity: Identity = current.settled === undefined ? current : { turnCount: 1 }
  identity.key = key
  identity.user = user && JSON.parse(key)
  identity.as = user && String(user.id)
  identity.isPaused = isPausing(core, user)
  core.current = identity
  if (user !== undefined) {
    core.changeCount += 1
    if (isAllowed(core) || identity.isPaused) remember(USER, toWord(identity))
  }
  if (identity.isPaused) {
    forget(core)
    handOver(core, false)
  }
  return takeTurn(core)
}

/** With `pause`: whether somebody logs out now, or nobody has logged in since. Who cannot be known has not logged out. */
function isPausing(core: Core, user: User | null | undefined): boolean {
  if (core.afterLogout !== 'pause' || user) return false
  const word = remember(USER) || NOBODY
  return word === PAUSED || (user === null && (!!core.current.as || word !== NOBODY))
}

/** Gives the current identity another turn where it lacks what may have come meanwhile. */
export function lookAgain(core: Core): void {
  const { current } = core
  if (!current.settled || (current.user && current.uuid)) return
  current.turnCount += 1
  void takeTurn(core)
}

/** Starts over; where the endpoint has been told of the visitor, it clears its cookie, on a later page if need be. */
export function forget(core: Core, wasTold?: boolean): void {
  core.keep?.clear()
  if (wasTold || core.told[0] || remember(TOLD)) {
    core.notice = { forget: true }
    remember(OWED, '1')
    remember(TOLD, '')
  }
  core.told = []
}

function toWord(identity: Identity): string {
  if (identity.as) return `=${identity.as}`
  return identity.isPaused ? PAUSED : NOBODY
}

function takeTurn(core: Core): Promise<IdentifyResult> {
  const identity = core.current
  const settled = core.turn
    .then(() => attempt(core, identity))
    .catch(toFailed)
    .then((result) => {
      identity.turnCount -= 1
      // What failed is not kept as done: the same user may be told again.
      if (result.status !== 'identified') identity.key = ''
      drainSoon(core)
      return result
    })
  core.turn = identity.settled = settled
  return settled
}

/** Whatever throws on the page, the next turn comes. */
export function toFailed(error: unknown): IdentifyResult {
  return { status: 'failed', message: String(error) }
}

async function attempt(core: Core, identity: Identity): Promise<IdentifyResult> {
  const isOver = (): boolean => core.current !== identity
  const { user } = identity
  if (user && !identity.uuid) {
    const isReady = await until(core, () => isOver() || canIdentify(core))
    // Somebody whose turn comes too late is not told.
    if (isOver()) return SUPERSEDED
    if (!isReady) return toUnavailable(core)
    const told = Promise.resolve(readPage().mida?.identify?.(user)).then(() => true)
    if (!(await Promise.race([told, core.sleep(core.identifyTimeoutMs)]))) return { status: 'timed_out' }
  }
  const uuid = await findUuid(core)
  identity.uuid = uuid
  if (isOver()) return SUPERSEDED
  if (uuid && !identity.isPaused) publish(core, uuid, identity)
  return { status: 'identified', midaUuid: uuid ?? null }
}

function canIdentify(core: Core): boolean {
  return typeof readPage().mida?.identify === 'function' && mayAsk(core)
}

/** Tells the app and, unless this tab has done so on an earlier page, the endpoint. */
function publish(core: Core, uuid: string, { as, user }: Identity): void {
  const pair = `${uuid} ${as}`
  if (!core.told.includes(pair)) {
    core.told.push(pair)
    if (as) warnOfSecondUser(uuid, pair)
    queueMicrotask(() => core.onVisitor?.({ midaUuid: uuid, user }))
  }
  if (remember(TOLD) !== pair) core.notice = { visitor: { mida_uuid: uuid, as, consent: core.consent } }
}

function warnOfSecondUser(uuid: string, pair: string): void {
  const owner = remember(OWNER)
  remember(OWNER, pair)
  if (!owner?.startsWith(`${uuid} `) || owner === pair) return
  // biome-ignore lint/suspicious/noConsole: nobody else can see that two people have become one visitor.
  console.warn('[MIDA-202] One uuid, two users. See docs/errors/MIDA-202.md')
}
