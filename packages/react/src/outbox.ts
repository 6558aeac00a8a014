// The events that wait in the page, and their way out: in order, in batches, one request at a time.
import type { EndpointRequest } from '@mida-kit/contract'
import { BATCH_COUNT, countBytes, type Entry, type Outcome, takeBatch, toWire } from './batch.ts'
import type { SettledOptions } from './options.ts'
import type { Pause } from './pause.ts'
import { post, type Reply } from './transport.ts'

/** All events under way. The browser lets 64 KiB with `keepalive` be under way, Mida's own requests included. */
const BATCH_BYTES = 58_000
const EVENT_BYTES = 54_000

/** What a body may carry beside events. */
export type Notice = Pick<EndpointRequest, 'visitor' | 'forget'> & { readonly onSent?: () => void }

export type Outbox = {
  readonly add: (entry: Entry, sendNow: boolean | undefined) => void
  /** Adds to the next body, alone if need be; a newer notice takes the place of one that waits. */
  readonly notify: (notice: Notice) => void
  /** Sends what waits at once, as far as it fits; on closing, what was sent is settled as handed over. */
  readonly handOver: (isClosing: boolean) => void
}

export function createOutbox(options: SettledOptions, pause: Pause): Outbox {
  const waiting: Entry[] = []
  const underWay = new Set<Entry>()
  let bytesUnderWay = 0
  let notice: Notice | undefined
  let sending: Promise<unknown> | undefined
  let isDraining = false

  const send = async (entries: readonly Entry[]): Promise<void> => {
    const { onSent, ...rest }: Notice = notice ?? {}
    const request = { events: entries.map(toWire), ...rest }
    const bytes = countBytes(request)
    notice = undefined
    bytesUnderWay += bytes
    for (const entry of entries) underWay.add(entry)

    const reply = await post(JSON.stringify(request), entries.length, options, pause)
    bytesUnderWay -= bytes
    if (reply.results) onSent?.()
    entries.forEach((entry, index) => {
      if (underWay.delete(entry)) entry.settle(toOutcome(reply, index))
    })
  }

  const drain = async (): Promise<void> => {
    if (isDraining) return
    isDraining = true
    while (waiting[0] || notice) {
      const identity = waiting[0]?.identity
      await identity?.settled
      await sending
      // Meanwhile a hand-over may have sent it all.
      const batch = identity ? takeBatch(waiting, BATCH_BYTES, identity) : []
      if (batch[0] || notice) sending = send(batch)
    }
    isDraining = false
  }
  const drainSoon = (): void => void options.sleep(options.flushAfterMs).then(drain)

  const handOver: Outbox['handOver'] = (isClosing) => {
    pause.end()
    for (;;) {
      const batch = takeBatch(waiting, BATCH_BYTES - bytesUnderWay)
      if (!batch[0] && !notice) break
      sending = Promise.all([sending, send(batch)])
    }
    if (!isClosing) return
    for (const entry of underWay) entry.settle({ status: 'handed_over' })
    underWay.clear()
  }

  return {
    add: (entry, sendNow) => {
      const isTooLarge = countBytes(entry.event) > EVENT_BYTES
      if (isTooLarge || waiting.length >= options.bufferCapacity) {
        return entry.settle({ status: 'dropped', because: isTooLarge ? 'too_large' : 'buffer_full' })
      }
      waiting.push(entry)
      if (sendNow || waiting.length === BATCH_COUNT) void drain()
      else drainSoon()
    },
    notify: (next) => {
      notice = next
      drainSoon()
    },
    handOver,
  }
}

function toOutcome({ results, failure }: Reply, index: number): Outcome {
  const result = results?.[index]
  if (failure) return { status: 'failed', failure }
  if (!result) return { status: 'dropped', because: 'endpoint_unreachable' }
  if (result.status === 'refused') return { status: 'failed', failure: result }
  return result
}
