// What the app hears: hooks, and figures by cause.
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DropReport } from '../src/index.ts'
import { createGate, createKit, post, wireEvent } from './support.ts'

const ANN = { id: 'ann' }

let printed: string[] = []

beforeEach(() => {
  printed = []
  vi.spyOn(console, 'warn').mockImplementation((...parts) => {
    printed.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '))
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function createDropKit(options: Parameters<typeof createKit>[0] = {}) {
  const drops: DropReport[] = []
  const kit = createKit({ onDrop: (report) => void drops.push(report), ...options })
  kit.emulator.visitors.seed(ANN)
  return { ...kit, drops }
}

describe('onDrop', () => {
  it('hears of what is lost although nothing was wrong with it, with the cause', async () => {
    const { emulator, mida, drops } = createDropKit({ queueCapacity: 1 })
    emulator.fail({ status: 404 })
    await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })
    emulator.fail({ kind: 'hang' })
    await mida.track('signed_up', {}, { visitor: ANN })
    await mida.track('form_submitted', { form: 'x' }, { visitor: ANN })
    await mida.close({ withinMs: 1 })
    await mida.track('signed_up', {}, { visitor: ANN })

    expect(drops.map(({ event, because }) => [event.name, because])).toEqual([
      ['signed_up', 'rejected'],
      ['form_submitted', 'queue_full'],
      ['signed_up', 'closed'],
    ])
    expect(drops[0]?.failure).toMatchObject({ code: 'rejected', httpStatus: 404 })
  })

  it('does not hear of an event that is wrong as it was written, of a doubt or of a success', async () => {
    const { emulator, mida, drops } = createDropKit()

    await mida.track('form_submitted', { form: 5 } as never, { visitor: ANN })
    await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })
    emulator.fail({ status: 503 })
    await mida.track('paid_once', { order_id: 'o', amount: 1 }, { visitor: ANN, wait: 'outcome' })

    expect(drops).toEqual([])
  })

  it('that throws is printed, and changes nothing', async () => {
    const { emulator, mida } = createKit({
      onDrop: () => {
        throw new Error('the app’s own fault')
      },
    })
    emulator.fail({ status: 404 })

    expect(await mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })).toMatchObject({
      status: 'failed',
    })
    expect(printed.join()).toContain('onDrop failed')
  })
})

describe('stats', () => {
  it('counts each event by what became of it, with the cause', async () => {
    const { emulator, mida } = createDropKit()
    const track = (times: number) =>
      Promise.all(
        Array.from({ length: times }, () => mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome' })),
      )

    await track(2)
    emulator.fail({ status: 500, times: 2 })
    await track(1)
    emulator.fail({ status: 404 })
    await track(1)
    emulator.fail({ kind: 'malformed' })
    await track(1)
    await mida.track('signed_up', {}, { visitor: ANN, consent: 'denied' })
    await mida.track('order_paid', { order_id: 'o1' }, { visitor: ANN, wait: 'outcome' })
    await mida.track('order_paid', { order_id: 'o1' }, { visitor: ANN, wait: 'outcome' })
    await mida.handle(post({ events: [wireEvent({ properties: {} })] }))

    expect(mida.stats()).toEqual({
      accepted: 6,
      recorded: 4,
      duplicate: 1,
      resent: 2,
      foundByReading: 0,
      unattributable: 0,
      dedupeStoreFailed: 0,
      skipped: { no_consent: 1 },
      inDoubt: { malformed_response: 1 },
      failed: { rejected: 1 },
      queue: { heldCount: 0, waitingCount: 0, sendingCount: 0, concurrency: 2, concurrencyBound: 64 },
    })
  })

  it('says what the queue holds now', async () => {
    const { emulator, mida } = createDropKit({ random: () => 0.9 })
    emulator.fail({ status: 503, headers: { 'retry-after': '60' } })
    await mida.track('signed_up', {}, { visitor: ANN })
    await mida.flush({ withinMs: 10 })
    emulator.fail({ kind: 'hang' })
    await mida.track('signed_up', {}, { visitor: ANN })

    expect(mida.stats().queue).toMatchObject({ heldCount: 2, waitingCount: 1, sendingCount: 1 })
    await mida.close({ withinMs: 1 })
  })

  it('works without keys', async () => {
    const { mida } = createKit({ mode: 'off' })
    await mida.track('signed_up', {}, { visitor: ANN })

    expect(mida.stats()).toMatchObject({ skipped: { off: 1 }, queue: null })
  })
})

describe('a signal', () => {
  it('withdraws an event that waits: surely not recorded, it is failed as aborted', async () => {
    const { emulator, mida, drops } = createDropKit({ random: () => 0.9 })
    emulator.fail({ status: 429, headers: { 'retry-after': '60' } })
    const abort = new AbortController()

    const tracking = mida.track('signed_up', {}, { visitor: ANN, wait: 'outcome', signal: abort.signal })
    await mida.flush({ withinMs: 10 })
    abort.abort()

    expect(await tracking).toMatchObject({
      status: 'failed',
      failure: { code: 'aborted', lastFailure: { code: 'rate_limited' } },
    })
    expect(drops).toMatchObject([{ because: 'aborted' }])
    expect(mida.stats().queue).toMatchObject({ heldCount: 0 })
  })

  it('ends the wait for an event under way, whose answer still counts', async () => {
    const emulator = createEmulator()
    const abort = new AbortController()
    const gate = createGate()
    const { mida, outcomeOf } = createKit({
      emulator,
      fetch: async (input, init) => {
        abort.abort()
        await gate.opened
        return emulator.fetch(input, init)
      },
    })
    emulator.visitors.seed(ANN)

    const delivery = await mida.track(
      'signed_up',
      {},
      { visitor: ANN, wait: 'outcome', waitMs: 60_000, signal: abort.signal },
    )
    gate.open()

    expect(delivery).toMatchObject({ status: 'accepted' })
    expect(await outcomeOf(delivery.eventId)).toMatchObject({ status: 'recorded' })
  })

  it('that is aborted already tracks nothing', async () => {
    const { emulator, mida } = createKit()

    const delivery = await mida.track('signed_up', {}, { visitor: ANN, signal: AbortSignal.abort() })

    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'aborted' } })
    expect(emulator.requests.list()).toEqual([])
  })

  it('ends a flush and leaves the events', async () => {
    const { emulator, mida } = createKit()
    emulator.fail({ kind: 'hang' })
    const abort = new AbortController()
    await mida.track('signed_up', {}, { visitor: ANN })

    const flushing = mida.flush({ withinMs: 60_000, signal: abort.signal })
    abort.abort()

    expect(await flushing).toEqual({ waitingCount: 1 })
    expect(await mida.flush({ signal: abort.signal })).toEqual({ waitingCount: 1 })
    await mida.close({ withinMs: 1 })
  })
})

describe('the end of a block', () => {
  it('closes a client that is used by it: what is there is sent, nothing more is taken', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(ANN)

    await mida.track('signed_up', {}, { visitor: ANN })
    await mida[Symbol.asyncDispose]()

    expect(emulator.events.list()).toHaveLength(1)
    expect(await mida.track('signed_up', {}, { visitor: ANN })).toMatchObject({ failure: { code: 'closed' } })
  })
})
