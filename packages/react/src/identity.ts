// Who the visitor is, change by change: one turn at a time, so that a late answer for one user never touches the next.
import type { User } from '@mida-kit/contract'
import type { Core, Identity } from './core.ts'
import { notify } from './outbox.ts'
import { isRefused, readPage } from './page.ts'
import { findUuid, isAllowed, toUnavailable, until } from './search.ts'
import { NOBODY, OWNER, PAUSED, remember, TOLD, USER } from './storage.ts'
import type { IdentifyResult } from './types.ts'

const SUPERSEDED: IdentifyResult = { status: 'superseded' }
const TIMED_OUT: IdentifyResult = { status: 'timed_out' }

/** Makes this the user unless it is already; undefined says that the user cannot be known for now. */
export function become(core: Core, user: User | null | undefined): Promise<IdentifyResult> {
  const { current, isKnown, options } = core
  const key = JSON.stringify(user)
  if (isKnown && current.settled && (user === undefined || key === core.userKey)) return current.settled

  const as = user && String(user.id)
  const before = remember(USER)
  const wasKnown = current.as || before === PAUSED || before?.startsWith('=')
  // The first word on the user holds for what was tracked before it, too: those events have this very identity.
  const identity: Identity = isKnown ? {} : current
  identity.user = user && JSON.parse(key)
  identity.as = as
  identity.isPaused = !user && !!wasKnown && options.afterLogout === 'pause'
  core.current = identity
  core.isKnown = true
  core.userKey = key
  if (user !== undefined) {
    core.changeCount += 1
    if (isAllowed(core) || identity.isPaused) remember(USER, toWord(identity))
  }
  return takeTurn(core)
}

/** Gives the current identity another turn where it lacks what may have come meanwhile. */
export function lookAgain(core: Core): void {
  if (core.isKnown && !(core.current.user && core.current.uuid)) void takeTurn(core)
}

/** Starts over; where the endpoint has been told of the visitor, it clears its cookie. */
export function forget(core: Core, wasTold?: boolean): void {
  const isToldNow = wasTold || core.told[0] || remember(TOLD)
  core.told = []
  core.options.keep?.clear()
  if (!isToldNow) return
  remember(TOLD, '')
  notify(core, { forget: true })
}

function toWord({ as, isPaused }: Identity): string {
  if (as) return `=${as}`
  return isPaused ? PAUSED : NOBODY
}

function takeTurn(core: Core): Promise<IdentifyResult> {
  const identity = core.current
  const settled = core.turn.then(() => attempt(core, identity)).catch(toFailed)
  core.turn = identity.settled = settled.finally(() => {
    identity.isSettled = true
  })
  core.know(settled)
  return settled
}

/** Whatever throws on the page, the next turn comes. */
export function toFailed(error: unknown): IdentifyResult {
  return { status: 'failed', message: String(error) }
}

async function attempt(core: Core, identity: Identity): Promise<IdentifyResult> {
  const isCurrent = (): boolean => core.current === identity
  const { user, uuid: known } = identity
  const failure = user && !known && (await tellMida(core, user, isCurrent))
  if (failure) {
    // What failed is not kept as done: the same user may be told again.
    if (isCurrent()) core.userKey = ''
    return failure
  }
  const uuid = await findUuid(core)
  identity.uuid = uuid
  if (!isCurrent()) return SUPERSEDED
  if (identity.isPaused) forget(core)
  else publish(core, identity)
  return { status: 'identified', midaUuid: uuid ?? null }
}

/** Answers what went wrong, or undefined. Somebody whose turn comes too late is not told. */
async function tellMida(
  core: Core,
  user: User,
  isCurrent: () => boolean,
): Promise<IdentifyResult | undefined> {
  const { sleep, identifyTimeoutMs } = core.options
  const isReady = await until(core, () => !isCurrent() || canIdentify(core))
  if (!isCurrent()) return SUPERSEDED
  if (!isReady) return toUnavailable(core)
  try {
    const told = Promise.resolve(readPage().mida?.identify?.(user)).then(() => undefined)
    return await Promise.race([told, sleep(identifyTimeoutMs).then(() => TIMED_OUT)])
  } catch (error) {
    return { status: 'failed', message: String(error) }
  }
}

function canIdentify(core: Core): boolean {
  return typeof readPage().mida?.identify === 'function' && !isRefused() && isAllowed(core)
}

/** Tells the app and, unless this tab has done so on an earlier page, the endpoint. */
function publish(core: Core, { uuid, as, user }: Identity): void {
  const { options, told } = core
  const pair = `${uuid} ${as}`
  if (!uuid) return
  if (!told.includes(pair)) {
    told.push(pair)
    if (as) warnOfSecondUser(uuid, pair)
    queueMicrotask(() => options.onVisitor?.({ midaUuid: uuid, user }))
  }
  if (remember(TOLD) !== pair) notify(core, { visitor: { mida_uuid: uuid, as, consent: options.consent } })
}

function warnOfSecondUser(uuid: string, pair: string): void {
  const owner = remember(OWNER)
  remember(OWNER, pair)
  if (!owner?.startsWith(`${uuid} `) || owner === pair) return
  // biome-ignore lint/suspicious/noConsole: nobody else can see that two people have become one visitor.
  console.warn('[MIDA-202] One uuid, two users. See docs/errors/MIDA-202.md')
}
