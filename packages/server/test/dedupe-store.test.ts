// One event in several processes: the app's store is asked before the first try, and its failures are told.
import { defineEvents } from '@mida-kit/contract'
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createMemoryStore, type MemoryStore } from './memory-store.ts'
import { createKit, post, wireEvent } from './support.ts'

const events = defineEvents({
  paid: {
    schema: z.object({ order_id: z.string() }),
    dedupeKey: (order) => order.order_id,
    guarantee: 'at-least-once',
  },
  paid_once: {
    schema: z.object({ order_id: z.string() }),
    dedupeKey: (order) => order.order_id,
    guarantee: 'at-most-once',
  },
  seen: {},
})

const ANN = { id: 'ann' }
const ORDER = { order_id: 'o1' }
const OUTCOME = { visitor: ANN, wait: 'outcome' } as const

/** Two processes that share a store and Mida, and nothing else. */
function createProcesses(options: Parameters<typeof createKit>[0] = {}) {
  const emulator = createEmulator()
  emulator.visitors.seed(ANN)
  const store = createMemoryStore()
  const create = () => {
    const kit = createKit({ ...options, emulator, dedupeStore: store, events: events as never })
    const track = kit.mida.track as (
      name: string,
      properties: object,
      options: object,
    ) => Promise<{ status: string }>
    return { ...kit, track }
  }
  return { emulator, store, first: create(), second: create() }
}

/** Digests take real time, once for each event; everything after the first question is the fake clock's. */
async function whenAsked({ calls }: MemoryStore): Promise<void> {
  await vi.waitFor(() => expect(calls).not.toEqual([]), { interval: 1, timeout: 5_000 })
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a dedupeStore', () => {
  it('makes an event a duplicate that another process has recorded', async () => {
    const { emulator, store, first, second } = createProcesses()

    const recorded = await first.track('paid', ORDER, OUTCOME)
    await first.mida.close()
    const again = await second.track('paid', ORDER, OUTCOME)

    expect([recorded.status, again.status]).toEqual(['recorded', 'duplicate'])
    expect(emulator.events.list()).toHaveLength(1)
    expect(store.calls).toEqual(['claim', 'keep', 'claim'])
  })

  it('makes it a duplicate while it is still on its way there', async () => {
    const { emulator, first, second } = createProcesses()
    emulator.fail({ kind: 'hang' })
    await first.track('paid', ORDER, { visitor: ANN })

    expect(await second.track('paid', ORDER, OUTCOME)).toMatchObject({ status: 'duplicate' })
    await first.mida.close({ withinMs: 1 })
  })

  it('is freed by a failure, so that the event may be tracked again anywhere', async () => {
    const { emulator, store, first, second } = createProcesses()
    emulator.fail({ status: 404 })

    const failed = await first.track('paid', ORDER, OUTCOME)
    await first.mida.close()
    const again = await second.track('paid', ORDER, OUTCOME)

    expect([failed.status, again.status]).toEqual(['failed', 'recorded'])
    expect(store.calls.slice(0, 3)).toEqual(['claim', 'release', 'claim'])
  })

  it('knows a browser’s event by its id, which comes to another process when the answer was lost', async () => {
    const { emulator, first, second } = createProcesses()
    const event = wireEvent({
      event_name: 'seen',
      properties: {},
      mida_uuid: emulator.visitors.seed().midaUuid,
    })

    await first.mida.handle(post({ events: [event] }))
    await first.mida.close()
    await second.mida.handle(post({ events: [event] }))
    await second.mida.flush()

    expect(emulator.events.list()).toHaveLength(1)
    expect(second.reports.at(-1)?.delivery.status).toBe('duplicate')
  })

  it('holds digests alone, and is not asked of an event without a key', async () => {
    const { store, first } = createProcesses()

    await first.track('paid', { order_id: 'order-of-ann@shop.example' }, OUTCOME)
    await first.track('seen', {}, OUTCOME)
    await first.mida.close()

    expect(store.calls).toEqual(['claim', 'keep'])
    expect([...store.held.keys()]).toEqual([expect.stringMatching(/^mida:[0-9a-f]{64}$/)])
  })
})

describe('a dedupeStore that is down', () => {
  it.each(['rejects', 'hangs'] as const)(
    'and %s: an event that may be sent twice is sent, and it is told and counted',
    async (trouble) => {
      vi.useFakeTimers()
      const { emulator, store, first } = createProcesses()
      store.trouble = trouble

      await first.track('paid', ORDER, { visitor: ANN })
      await whenAsked(store)
      await vi.advanceTimersByTimeAsync(10_000)

      expect(emulator.events.list()).toHaveLength(1)
      expect(first.reports.at(-1)?.delivery).toMatchObject({ status: 'recorded' })
      expect(first.mida.stats().dedupeStoreFailed).toBeGreaterThan(0)
    },
  )

  it('lets an event wait that must never count twice, until the store is back', async () => {
    vi.useFakeTimers()
    const { emulator, store, first } = createProcesses({ random: () => 0.9 })
    store.trouble = 'rejects'

    await first.track('paid_once', ORDER, { visitor: ANN })
    await whenAsked(store)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(emulator.requests.list()).toEqual([])
    store.trouble = 'none'
    await vi.advanceTimersByTimeAsync(60_000)

    expect(first.reports.at(-1)?.delivery).toMatchObject({ status: 'recorded' })
  })

  it('for longer than the event is tried: it fails as dedupe_unavailable, and nothing was sent', async () => {
    vi.useFakeTimers()
    const { emulator, store, first } = createProcesses({ random: () => 0.9 })
    store.trouble = 'rejects'

    await first.track('paid_once', ORDER, { visitor: ANN })
    await whenAsked(store)
    await vi.advanceTimersByTimeAsync(11 * 60_000)

    expect(first.reports.at(-1)?.delivery).toMatchObject({
      status: 'failed',
      failure: { code: 'dedupe_unavailable' },
    })
    expect(emulator.requests.list()).toEqual([])
  })

  it('while an event is taken back or its visitor forgotten: it ends there, and is not sent when the store is back', async () => {
    vi.useFakeTimers()
    const { emulator, store, first } = createProcesses({ random: () => 0.9 })
    store.trouble = 'hangs'

    await first.track('paid_once', ORDER, { visitor: ANN })
    await whenAsked(store)
    const report = await first.mida.forget(ANN)
    store.trouble = 'none'
    await vi.advanceTimersByTimeAsync(11 * 60_000)

    expect(report.underWayCount).toBe(1)
    expect(first.reports.at(-1)?.delivery).toMatchObject({
      status: 'failed',
      failure: { code: 'forgotten' },
    })
    expect(emulator.requests.list()).toEqual([])
  })

  it('and took the key before its answer was lost: the event is no duplicate of itself', async () => {
    vi.useFakeTimers()
    const { store, first } = createProcesses({ random: () => 0.9 })
    store.trouble = 'takes and rejects'

    await first.track('paid_once', ORDER, { visitor: ANN })
    await whenAsked(store)
    store.trouble = 'none'
    await vi.advanceTimersByTimeAsync(60_000)

    expect(store.held.size).toBe(1)
    expect(first.reports.at(-1)?.delivery).toMatchObject({ status: 'recorded' })
  })
})
