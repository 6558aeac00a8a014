// The events that wait in the page, and their way out: in order, in batches, one request at a time.
import type { WireEvent } from '@mida-kit/contract'
import type { Core, Entry, Identity, Notice } from './core.ts'
import { isAllowed, wake } from './search.ts'
import { remember, TOLD } from './storage.ts'
import { post } from './transport.ts'
import type { Outcome } from './types.ts'

/** Events in one body. */
const BATCH_COUNT = 20
/** All events under way. The browser lets 64 KiB with `keepalive` be under way, Mida's own requests included. */
const BATCH_BYTES = 58_000
const EVENT_BYTES = 54_000
/** Mida dates an event when it arrives: an older one would be dated wrongly. */
const OLDEST_MS = 3_600_000

const NO_CONSENT: Outcome = { status: 'skipped', because: 'no_consent' }
const PAUSED: Outcome = { status: 'skipped', because: 'disabled' }

/** Takes an event, to be sent soon; what cannot wait is settled at once. */
export function add(core: Core, entry: Entry, sendNow?: boolean): void {
  const { waiting } = core
  const refusal = findRefusal(core, entry)
  if (refusal) entry.settle(refusal)
  else waiting.push(entry)
  if (sendNow || waiting.length === BATCH_COUNT) void drain(core)
  else drainSoon(core)
}

/** Adds to the next body, alone if need be; a newer notice takes the place of one that waits. */
export function notify(core: Core, notice: Notice): void {
  core.notice = notice
  drainSoon(core)
}

export function drainSoon(core: Core): void {
  void core.options.sleep(core.options.flushAfterMs).then(() => drain(core))
}

/** Sends what waits at once, as far as it fits; on closing, what was sent is settled as handed over. */
export function handOver(core: Core, isClosing: boolean): void {
  const { options, underWay, waiting } = core
  const mustKeep = options.keep && !navigator.onLine
  core.isClosing = isClosing
  wake(core)
  while (!mustKeep) {
    const batch = takeBatch(core, BATCH_BYTES - countBytes([...underWay].map((entry) => toWire(core, entry))))
    if (!batch[0] && !core.notice) break
    core.sending = Promise.all([core.sending, send(core, batch)])
  }
  if (isClosing && mustKeep) waiting.unshift(...underWay)
  if (isClosing || (options.keep && isAllowed(core))) giveUp(core, waiting.splice(0), 'page_closed')
  for (const entry of isClosing ? underWay : []) {
    // Its place in storage ends with this; where the network refuses it after all, it is kept anew.
    entry.isKept = false
    entry.settle({ status: 'handed_over' })
  }
}

/** Empties the buffer after a refusal. */
export function skipAll({ waiting }: Core): void {
  for (const entry of waiting.splice(0)) entry.settle(NO_CONSENT)
}

function findRefusal({ waiting, options }: Core, { event, isKept }: Entry): Outcome | undefined {
  if (options.consent === 'denied') return NO_CONSENT
  if (countBytes(event) > EVENT_BYTES) return { status: 'dropped', because: 'too_large' }
  return isKept || waiting.length < options.bufferCapacity
    ? undefined
    : { status: 'dropped', because: 'buffer_full' }
}

async function drain(core: Core): Promise<void> {
  if (core.isDraining) return
  core.isDraining = true
  while (core.notice || (core.waiting[0] && isAllowed(core))) {
    const identity = core.waiting[0]?.identity
    await identity?.settled
    await core.sending
    // Meanwhile a hand-over may have sent it all.
    const batch = takeBatch(core, BATCH_BYTES, identity)
    if (batch[0] || core.notice) core.sending = send(core, batch)
  }
  core.isDraining = false
}

/** Takes from the front what fits and may be sent; with an identity only its own events. */
function takeBatch(core: Core, maxBytes: number, identity?: Identity): Entry[] {
  const { waiting, options } = core
  const batch: Entry[] = []
  let bytes = 0
  while (waiting[0] && isAllowed(core) && batch.length < BATCH_COUNT) {
    const [entry] = waiting
    bytes += countBytes(toWire(core, entry)) + 1
    const isOther = identity && entry.identity !== identity && entry.identity.settled !== undefined
    if (bytes > maxBytes || isOther) break
    waiting.shift()
    const isTooOld = options.nowMs() - Date.parse(entry.event.occurred_at) > OLDEST_MS
    if (entry.identity.isPaused) entry.settle(PAUSED)
    else if (isTooOld) entry.settle({ status: 'dropped', because: 'too_old' })
    else batch.push(entry)
  }
  return batch
}

async function send(core: Core, entries: readonly Entry[]): Promise<void> {
  const { notice = core.lostNotice, underWay } = core
  core.notice = core.lostNotice = undefined
  // An event that leaves before its uuid was looked for: a tab that is hidden may be its end.
  const early = new Set(
    entries.filter(({ identity, isKept }) => !isKept && !identity.isSettled && !identity.uuid),
  )
  for (const entry of entries) underWay.add(entry)

  const { results, isRead } = await post(core, {
    events: entries.map((entry) => toWire(core, entry)),
    ...notice,
  })
  if (isRead && notice?.visitor) remember(TOLD, `${notice.visitor.mida_uuid} ${notice.visitor.as}`)
  if (!isRead) core.lostNotice = notice
  // What a hand-over has given up meanwhile is not given up twice.
  const left = entries.filter((entry) => underWay.delete(entry))
  if (!results) giveUp(core, left, 'endpoint_unreachable')
  results?.forEach((result, index) => {
    const entry = entries[index]
    if (result.status !== 'refused') entry?.settle(result)
    // The tab has come back, and the uuid may come yet: the event goes again with it.
    else if (entry && result.code === 'no_visitor' && early.has(entry) && left.includes(entry))
      add(core, entry)
    else entry?.settle({ status: 'failed', failure: result })
  })
}

/** Keeps what cannot be sent for the next page, or drops it. */
function giveUp(
  core: Core,
  entries: readonly Entry[],
  because: 'page_closed' | 'endpoint_unreachable',
): void {
  const fresh = entries.filter(({ isKept, identity }) => !isKept && !identity.isPaused)
  const isStored = isAllowed(core) && core.options.keep?.save(fresh.map((entry) => toWire(core, entry)))
  for (const entry of entries) {
    core.underWay.delete(entry)
    if (!isAllowed(core)) entry.settle(NO_CONSENT)
    else if (entry.identity.isPaused) entry.settle(PAUSED)
    else entry.settle(isStored ? { status: 'stored' } : { status: 'dropped', because })
  }
}

/** The event as it is sent now: its uuid may have come since it was tracked. */
function toWire({ options }: Core, { event, identity }: Entry): WireEvent {
  return { ...event, mida_uuid: identity.uuid, as: identity.as, consent: options.consent }
}

/** The value's size as JSON in UTF-8. */
function countBytes(value: unknown): number {
  return new Blob([JSON.stringify(value)]).size
}
