// The events that wait in the page, and their way out: in order, in batches, one request at a time.
import type { WireEvent } from '@mida-kit/contract'
import type { Core, Entry } from './core.ts'
import { isAllowed, wake } from './search.ts'
import { OWED, remember, TOLD } from './storage.ts'
import { post } from './transport.ts'
import type { Outcome } from './types.ts'

/** Events in one body. */
const BATCH_COUNT = 20
/** All events under way. The browser lets 64 KiB with `keepalive` be under way, Mida's own requests included. */
const BATCH_BYTES = 58_000
const EVENT_BYTES = 54_000
/** Mida dates an event when it arrives: an older one would be dated wrongly. */
const OLDEST_MS = 3_600_000

type Dropped = Extract<Outcome, { status: 'dropped' }>

/** Takes an event, to be sent soon; what cannot wait is settled at once. */
export function add(core: Core, entry: Entry, sendNow?: boolean): void {
  const isFull = !entry.isKept && core.waiting.length >= core.bufferCapacity
  const refusal = refuse(core, entry) ?? (isFull && drop('buffer_full'))
  if (refusal) {
    entry.settle(refusal)
    return
  }
  core.waiting.push(entry)
  // The app's own listeners may hear of the page's end after the client's.
  if (core.isClosing) handOver(core, true)
  else if (sendNow || core.waiting.length === BATCH_COUNT) drain(core)
  else drainSoon(core)
}

export function drainSoon(core: Core): void {
  void core.sleep(core.flushAfterMs).then(() => drain(core))
}

/** Sends what waits at once, as far as it fits; on closing, what was sent is settled as handed over. */
export function handOver(core: Core, isClosing?: boolean): void {
  const isOffline = core.keep && !navigator.onLine
  core.isClosing = isClosing
  wake(core)
  while (!isOffline) {
    const leftBytes = BATCH_BYTES - countBytes([...core.underWay].map((entry) => toWire(core, entry)))
    const batch = takeBatch(core, leftBytes, true)
    core.sending = Promise.all([core.sending, send(core, batch)])
    if (!batch[0]) break
  }
  if (isClosing && isOffline) core.waiting.unshift(...core.underWay)
  if (isClosing || isAllowed(core)) giveUp(core, core.waiting.splice(0), isClosing && 'page_closed')
  for (const entry of isClosing ? core.underWay : []) {
    // Its place in storage ends with this; where the network refuses it after all, it is kept anew.
    entry.isKept = false
    entry.settle({ status: 'handed_over' })
  }
}

/** Keeps what cannot be sent for the next page; what cannot be kept is dropped, or waits where no cause is given. */
export function giveUp(core: Core, entries: readonly Entry[], because?: Dropped['because'] | false): void {
  const isKeeping = isAllowed(core) && !core.current.isPaused
  const fresh = entries.filter(
    (entry) => isKeeping && !entry.isKept && !refuse(core, entry) && (because || !entry.identity.turnCount),
  )
  const isStored = core.keep?.save(fresh.map((entry) => toWire(core, entry)))
  for (const entry of entries) {
    const isSafe = entry.isKept || (isStored && fresh.includes(entry))
    const outcome = refuse(core, entry) ?? (isSafe ? STORED : because && drop(because))
    if (outcome) {
      core.underWay.delete(entry)
      entry.settle(outcome)
    } else core.waiting.push(entry)
  }
}

const STORED: Outcome = { status: 'stored' }

function drop(because: Dropped['because']): Outcome {
  return { status: 'dropped', because }
}

/** Why an event can neither be sent nor wait. */
function refuse(core: Core, entry: Entry): Outcome | undefined {
  if (core.consent === 'denied' || (core.isClosing && !isAllowed(core)))
    return { status: 'skipped', because: 'no_consent' }
  if (entry.identity.isPaused) return { status: 'skipped', because: 'disabled' }
  if (core.nowMs() - Date.parse(entry.event.occurred_at) > OLDEST_MS) return drop('too_old')
  return countBytes(entry.event) > EVENT_BYTES ? drop('too_large') : undefined
}

/** Sends one batch after another; what may not leave yet is sent when its identity's turn has ended. */
function drain(core: Core): void {
  core.sending = core.sending.then(() => {
    const batch = takeBatch(core, BATCH_BYTES)
    if (batch[0]) drain(core)
    return send(core, batch)
  })
}

/** Takes from the front what fits and may leave. */
function takeBatch(core: Core, maxBytes: number, isLeaving?: boolean): Entry[] {
  const { waiting } = core
  const batch: Entry[] = []
  let bytes = 0
  while (waiting[0] && isAllowed(core) && batch.length < BATCH_COUNT) {
    const [entry] = waiting
    bytes += countBytes(toWire(core, entry)) + 1
    entry.isEarly = entry.identity.turnCount > 0
    if (bytes > maxBytes || (entry.isEarly && !isLeaving)) break
    waiting.shift()
    const refusal = refuse(core, entry)
    if (refusal) entry.settle(refusal)
    else batch.push(entry)
  }
  return batch
}

/** Sends these and what the endpoint has to be told, if that is anything. */
async function send(core: Core, batch: readonly Entry[]): Promise<void> {
  const { notice = batch[0] && core.lostNotice } = core
  if (!batch[0] && !notice?.forget && !(notice && isAllowed(core))) return
  core.notice = core.lostNotice = undefined
  for (const entry of batch) core.underWay.add(entry)
  const events = batch.map((entry) => toWire(core, entry))
  const { results, isRead } = await post(core, { events, ...notice })
  if (!isRead) core.lostNotice = notice
  else if (notice) {
    remember(OWED, '')
    remember(TOLD, notice.visitor ? `${notice.visitor.mida_uuid} ${notice.visitor.as}` : '')
  }
  // What a hand-over has given up meanwhile is not given up twice.
  const left = batch.filter((entry) => core.underWay.delete(entry))
  if (!results) giveUp(core, left, isAllowed(core) && 'endpoint_unreachable')
  results?.forEach((result, index) => {
    const entry = batch[index]
    if (result.status !== 'refused') entry?.settle(result)
    // The tab has come back, and the uuid may come yet: the event goes again with it.
    else if (entry?.isEarly && result.code === 'no_visitor') add(core, entry)
    else entry?.settle({ status: 'failed', failure: result })
  })
}

/** The event as it is sent now: its uuid may have come since it was tracked. */
function toWire(core: Core, { event, identity }: Entry): WireEvent {
  // Before the first word on who it is, the uuid that is shown is this very visitor's.
  const isNew = !core.current.settled && identity === core.current
  const shown = isNew && core.uuid.status === 'ready' ? core.uuid.uuid : undefined
  return { ...event, mida_uuid: identity.uuid ?? shown, as: identity.as, consent: core.consent }
}

/** The value's size as JSON in UTF-8. */
function countBytes(value: unknown): number {
  return new Blob([JSON.stringify(value)]).size
}
