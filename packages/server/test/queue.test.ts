// The queue in memory: order, bounds, waiting and the end.
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createKit } from './support.ts'

const ANN = { id: 'ann' }
const BOB = { id: 'bob' }

function form(form: string) {
  return { form }
}

describe('order', () => {
  it('is kept for one visitor although tries run side by side', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)
    emulator.fail({ kind: 'delay', ms: 20 })

    for (const name of ['1', '2', '3', '4']) await mida.track('form_submitted', form(name), { visitor: ANN })
    await mida.flush()

    expect(emulator.events.list().map((event) => event.properties?.form)).toEqual(['1', '2', '3', '4'])
  })

  it('does not let an event that waits hold up the next one of its visitor', async () => {
    const { emulator, mida, outcomeOf } = createKit({ random: () => 1 })
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 503, headers: { 'retry-after': '1' } })

    await mida.track('form_submitted', form('waits'), { visitor: ANN })
    const second = await mida.track('form_submitted', form('goes'), { visitor: ANN })

    expect(await outcomeOf(second.eventId)).toMatchObject({ status: 'recorded' })
    expect(emulator.events.list().map((event) => event.properties?.form)).toEqual(['goes'])
    await mida.close({ withinMs: 100 })
  })

  it('does not make one visitor wait for another', async () => {
    const { emulator, mida, outcomeOf } = createKit()
    emulator.visitors.seed(ANN)
    emulator.visitors.seed(BOB)
    emulator.fail({ kind: 'hang', match: ({ body }) => body.includes('ann') })

    await mida.track('form_submitted', form('hangs'), { visitor: ANN })
    const { eventId } = await mida.track('form_submitted', form('goes'), { visitor: BOB })

    expect(await outcomeOf(eventId)).toMatchObject({ status: 'recorded' })
    await mida.close({ withinMs: 1 })
  })
})

describe('bounds', () => {
  it('refuses what does not fit, and says so', async () => {
    const emulator = createEmulator()
    emulator.fail({ kind: 'hang', times: Number.POSITIVE_INFINITY })
    const { mida, reports } = createKit({ emulator, queueCapacity: 2 })

    await mida.track('signed_up', {}, { visitor: ANN })
    await mida.track('signed_up', {}, { visitor: ANN })
    const third = await mida.track('signed_up', {}, { visitor: ANN })

    expect(third).toMatchObject({ status: 'failed', failure: { code: 'queue_full' } })
    expect(reports.at(-1)?.delivery).toEqual(third)
    await mida.close({ withinMs: 1 })
  })

  it('holds a burst of 20,000 while Mida does not answer, by the defaults', async () => {
    const emulator = createEmulator()
    emulator.fail({ kind: 'hang', times: Number.POSITIVE_INFINITY })
    const { mida } = createKit({ emulator })

    await Promise.all(
      Array.from({ length: 20_000 }, (_, index) =>
        mida.track('signed_up', {}, { visitor: { id: `user_${index}` } }),
      ),
    )

    expect(mida.stats()).toMatchObject({ accepted: 20_000, failed: {}, queue: { heldCount: 20_000 } })
    await mida.close({ withinMs: 1 })
  })

  it('sends no more at a time than there are connections', async () => {
    const emulator = createEmulator()
    let running = 0
    let most = 0
    const { mida } = createKit({
      emulator,
      connections: 3,
      fetch: async (input, init) => {
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
        return emulator.fetch(input, init)
      },
    })

    const ids = Array.from({ length: 12 }, (_, index) => `user_${index}`)
    for (const id of ids) emulator.visitors.seed({ id })
    await Promise.all(ids.map((id) => mida.track('signed_up', {}, { visitor: { id }, wait: 'outcome' })))

    expect(most).toBe(3)
    expect(emulator.events.list()).toHaveLength(12)
  })

  it('takes a burst of 5,000 into a queue that is large enough, and records each once', async () => {
    const emulator = createEmulator({ eventCapacity: 5_000 })
    const { mida } = createKit({ emulator, queueCapacity: 5_000 })
    emulator.visitors.seed(ANN)

    const tracked = Array.from({ length: 5_000 }, (_, index) =>
      mida.track('form_submitted', form(String(index)), { visitor: ANN }),
    )
    await Promise.all(tracked)
    const { waitingCount } = await mida.flush({ withinMs: 60_000 })

    expect(waitingCount).toBe(0)
    expect(new Set(emulator.events.list().map((event) => event.properties?.form)).size).toBe(5_000)
  }, 60_000)
})

describe('waiting', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([
    ['seconds', () => '7'],
    ['an HTTP date', () => new Date(Date.now() + 7_000).toUTCString()],
  ])('lasts as long as Retry-After asks, in %s, for every event', async (_form, header) => {
    vi.useFakeTimers({ now: new Date('2026-01-02T03:04:05.000Z') })
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)
    emulator.visitors.seed(BOB)
    emulator.fail({ status: 429, headers: { 'retry-after': header() } })

    await mida.track('signed_up', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(6_000)
    await mida.track('signed_up', {}, { visitor: BOB })
    await vi.advanceTimersByTimeAsync(900)
    expect(emulator.requests.list()).toHaveLength(1)

    await vi.advanceTimersByTimeAsync(200)
    expect(emulator.events.list()).toHaveLength(2)
  })

  it('ends after retryForMs, with the last failure', async () => {
    vi.useFakeTimers()
    const { emulator, mida, reports } = createKit({ random: () => 0.99, retryForMs: 60_000 })
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 503, times: Number.POSITIVE_INFINITY })

    await mida.track('signed_up', {}, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(61_000)

    expect(reports.at(-1)?.delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'unavailable' } })
    expect(emulator.requests.list().length).toBeGreaterThan(4)
  })

  it('grows from try to try, within its ceiling', async () => {
    vi.useFakeTimers()
    const { emulator, mida } = createKit({ random: () => 0.999 })
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 500, times: 4 })

    await mida.track('signed_up', {}, { visitor: ANN })
    const counts: number[] = []
    for (const ms of [10, 500, 1_000, 2_000, 4_000]) {
      await vi.advanceTimersByTimeAsync(ms)
      counts.push(emulator.requests.list().length)
    }

    expect(counts).toEqual([1, 2, 3, 4, 5])
  })
})

describe('the end', () => {
  it('sends what is there, and takes nothing more', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)

    await mida.track('signed_up', {}, { visitor: ANN })
    const report = await mida.close()
    const late = await mida.track('signed_up', {}, { visitor: ANN })

    expect(report).toEqual({ unsentCount: 0 })
    expect(emulator.events.list()).toHaveLength(1)
    expect(late).toMatchObject({ status: 'failed', failure: { code: 'closed' } })
  })

  it('tries what waits once more', async () => {
    const { emulator, mida } = createKit({ random: () => 0.9 })
    emulator.visitors.seed(ANN)
    emulator.fail({ status: 503, headers: { 'retry-after': '300' } })
    await mida.track('signed_up', {}, { visitor: ANN })
    await mida.flush({ withinMs: 20 })

    expect(await mida.close()).toEqual({ unsentCount: 0 })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('tells each event that it could not send, and counts them; twice is once', async () => {
    const { emulator, mida, outcomeOf } = createKit({ random: () => 0.9 })
    emulator.fail({ kind: 'hang', match: ({ body }) => body.includes('ann') })
    emulator.fail({ status: 429, times: Number.POSITIVE_INFINITY })
    const hanging = await mida.track('signed_up', {}, { visitor: ANN })
    const failing = await mida.track('signed_up', {}, { visitor: BOB })

    const [first, second] = await Promise.all([mida.close({ withinMs: 30 }), mida.close({ withinMs: 30 })])

    expect([first, second]).toEqual([{ unsentCount: 2 }, { unsentCount: 2 }])
    expect(await outcomeOf(hanging.eventId)).toMatchObject({ status: 'in_doubt' })
    expect(await outcomeOf(failing.eventId)).toMatchObject({ status: 'failed', failure: { code: 'closed' } })
  })
})
