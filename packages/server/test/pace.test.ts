// How much at a time: concurrency that adapts, and one budget for repeats.
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKit, type Kit, post, wireEvent } from './support.ts'

afterEach(() => {
  vi.useRealTimers()
})

function trackAll({ emulator, mida }: Kit, count: number): Promise<unknown> {
  const ids = Array.from({ length: count }, (_, index) => `user_${index}`)
  for (const id of ids) emulator.visitors.seed({ id })
  return Promise.all(ids.map((id) => mida.track('signed_up', {}, { visitor: { id } })))
}

describe('concurrency', () => {
  it('begins at 8, doubles with each round of answers and stops at its bound', async () => {
    vi.useFakeTimers()
    const kit = createKit({ connections: 50 })
    kit.emulator.fail({ kind: 'delay', ms: 100, times: Number.POSITIVE_INFINITY })

    await trackAll(kit, 300)
    const limits: unknown[] = []
    for (let round = 0; round < 4; round += 1) {
      const { queue } = kit.mida.stats()
      limits.push(queue?.concurrency)
      expect(queue?.sendingCount).toBe(queue?.concurrency)
      await vi.advanceTimersByTimeAsync(100)
    }

    expect(limits).toEqual([8, 16, 32, 50])
    expect(kit.mida.stats().queue?.concurrencyBound).toBe(50)
  })

  it('is halved once by a round of overloads, and climbs by one with each good round after it', async () => {
    vi.useFakeTimers()
    const kit = createKit({ connections: 50, random: () => 0.999 })
    kit.emulator.fail({ status: 503, times: 8 })
    kit.emulator.fail({ kind: 'delay', ms: 100, times: Number.POSITIVE_INFINITY })

    await trackAll(kit, 8)
    await vi.advanceTimersByTimeAsync(0)
    expect(kit.mida.stats().queue?.concurrency).toBe(4)

    await trackAll(kit, 100)
    await vi.advanceTimersByTimeAsync(100)
    expect(kit.mida.stats().queue?.concurrency).toBe(4)
    await vi.advanceTimersByTimeAsync(100)
    expect(kit.mida.stats().queue?.concurrency).toBe(5)
  })

  it('does not climb while there is not enough to do', async () => {
    const kit = createKit({ connections: 50 })

    await trackAll(kit, 5)
    await kit.mida.flush()

    expect(kit.mida.stats().queue?.concurrency).toBe(8)
  })
})

describe('the budget for repeats', () => {
  it('lets many failing events through by the hundred, then ten a second', async () => {
    vi.useFakeTimers()
    const kit = createKit({ emulator: createEmulator({ requestCapacity: 10_000 }) })
    kit.emulator.fail({ status: 503, times: Number.POSITIVE_INFINITY })

    await trackAll(kit, 1_000)
    await vi.advanceTimersByTimeAsync(0)
    const atOnce = kit.emulator.requests.list().length
    await vi.advanceTimersByTimeAsync(10_000)
    const tenSecondsLater = kit.emulator.requests.list().length

    expect(atOnce).toBe(1_100)
    expect(tenSecondsLater).toBe(1_200)
    expect(kit.mida.stats().resent).toBe(200)
  })

  it('gives more as soon as Mida is well again, so that what waited is sent soon', async () => {
    vi.useFakeTimers()
    const kit = createKit({ emulator: createEmulator({ requestCapacity: 10_000 }) })
    kit.emulator.fail({ status: 503, times: 1_100 })

    await trackAll(kit, 1_000)
    await vi.advanceTimersByTimeAsync(0)
    expect(kit.emulator.events.list()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2_000)

    expect(kit.mida.stats()).toMatchObject({ recorded: 1_000, queue: { heldCount: 0 } })
  })

  it('of browsers does not touch the server’s', async () => {
    vi.useFakeTimers()
    const kit = createKit({ emulator: createEmulator({ requestCapacity: 10_000 }) })
    kit.emulator.fail({
      status: 503,
      times: Number.POSITIVE_INFINITY,
      match: ({ body }) => body.includes('form'),
    })
    kit.emulator.fail({ status: 503 })
    for (let index = 0; index < 100; index += 1) {
      await kit.mida.handle(post({ events: [wireEvent({ mida_uuid: `browser-${index}` })] }))
    }
    await vi.advanceTimersByTimeAsync(0)

    await trackAll(kit, 1)
    await vi.advanceTimersByTimeAsync(0)

    expect(kit.mida.stats()).toMatchObject({ recorded: 1 })
  })
})

describe('an event whose visitor Mida has not seen yet', () => {
  it('is tried for an hour on the server, in ever longer waits, then counted as unattributable', async () => {
    vi.useFakeTimers()
    const { emulator, mida } = createKit({ random: () => 0.999 })

    await mida.track('signed_up', {}, { visitor: { id: 'later' } })
    await vi.advanceTimersByTimeAsync(40 * 60_000)
    expect(mida.stats()).toMatchObject({ unattributable: 0, queue: { heldCount: 1 } })
    const tries = emulator.requests.list().length
    await vi.advanceTimersByTimeAsync(30 * 60_000)

    expect(mida.stats()).toMatchObject({
      unattributable: 1,
      failed: { visitor_not_found: 1 },
      queue: { heldCount: 0 },
    })
    expect(tries).toBeLessThan(12)
  })

  it('is recorded when the visitor comes after half an hour', async () => {
    vi.useFakeTimers()
    const { emulator, mida } = createKit({ random: () => 0.999 })

    await mida.track('signed_up', {}, { visitor: { id: 'later' } })
    await vi.advanceTimersByTimeAsync(30 * 60_000)
    emulator.visitors.seed({ id: 'later' })
    await vi.advanceTimersByTimeAsync(20 * 60_000)

    expect(emulator.events.list()).toHaveLength(1)
  })
})
