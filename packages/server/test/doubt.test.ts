// `failed` means surely not recorded: where an earlier try may have been, the end is `in_doubt`.
import { describe, expect, it, vi } from 'vitest'
import { createKit, post, wireEvent } from './support.ts'

const ANN = { visitor: { id: 'ann' } }

describe('an event that may have been recorded', () => {
  it('is in doubt when its time is up', async () => {
    vi.useFakeTimers()
    const { emulator, mida, reports } = createKit({ retryForMs: 5_000, random: () => 0.9 })
    emulator.visitors.seed({ id: 'ann' })
    emulator.fail({ kind: 'reset', when: 'after', times: Number.POSITIVE_INFINITY })

    await mida.track('signed_up', {}, ANN)
    await vi.advanceTimersByTimeAsync(6_000)
    vi.useRealTimers()

    expect(reports.at(-1)?.delivery).toMatchObject({
      status: 'in_doubt',
      failure: { code: 'connection_lost' },
    })
  })

  it('is in doubt when the client is closed, and when a later try is refused', async () => {
    const closed = createKit({ random: () => 0.9 })
    closed.emulator.fail({ status: 503, times: 2 })
    const { eventId } = await closed.mida.track('signed_up', {}, ANN)
    await closed.mida.flush({ withinMs: 10 })
    closed.emulator.fail({ kind: 'hang' })
    await closed.mida.close({ withinMs: 10 })
    expect(await closed.outcomeOf(eventId)).toMatchObject({ status: 'in_doubt' })

    const refused = createKit()
    refused.emulator.fail({ status: 503 })
    refused.emulator.fail({ status: 404 })
    const delivery = await refused.mida.track('signed_up', {}, { ...ANN, wait: 'outcome' })
    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'rejected' } })
  })
})

describe('a key that Mida refuses', () => {
  it('keeps further requests from Mida for a while, then is tried again', async () => {
    vi.useFakeTimers()
    const { emulator, mida } = createKit()
    emulator.visitors.seed({ id: 'ann' })
    emulator.fail({ status: 401 })

    for (let count = 0; count < 20; count += 1) {
      const delivery = await mida.track('signed_up', {}, { ...ANN, wait: 'outcome' })
      expect(delivery).toMatchObject({ failure: { code: 'unauthorized' } })
    }
    expect(emulator.requests.list()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(30_000)
    const delivery = await mida.track('signed_up', {}, { ...ANN, wait: 'outcome' })
    vi.useRealTimers()

    expect(delivery).toMatchObject({ status: 'recorded' })
  })
})

describe('a browser’s event whose visitor Mida does not know', () => {
  it('gets three tries, whatever else went wrong between them', async () => {
    const { emulator, mida } = createKit()
    emulator.fail({ status: 503, times: 2 })

    await mida.handle(post({ events: [wireEvent({ mida_uuid: 'ghost' })] }))
    await mida.flush()

    expect(emulator.requests.list()).toHaveLength(5)
  })
})

describe('Retry-After', () => {
  it('is obeyed for five minutes at most', async () => {
    vi.useFakeTimers()
    const { emulator, mida } = createKit({ retryForMs: 60 * 60_000 })
    emulator.visitors.seed({ id: 'ann' })
    emulator.fail({ status: 429, headers: { 'retry-after': '1000000' } })

    await mida.track('signed_up', {}, ANN)
    await vi.advanceTimersByTimeAsync(299_000)
    expect(emulator.events.list()).toEqual([])
    await vi.advanceTimersByTimeAsync(2_000)
    vi.useRealTimers()

    expect(emulator.events.list()).toHaveLength(1)
  })
})

describe('the policy of an event', () => {
  it('holds for the server’s own events as well', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed({ id: 'ann' })
    const saved = { field: 'name' }

    const untyped = mida.track as (name: string, properties: object, options: object) => Promise<object>
    expect(await untyped('profile_saved', saved, { visitor: { midaUuid } })).toMatchObject({
      failure: { code: 'user_required' },
    })
    expect(await untyped('banner_seen', { banner: 'b' }, ANN)).toMatchObject({
      failure: { code: 'no_visitor' },
    })
    const both = { visitor: { id: 'ann', midaUuid }, wait: 'outcome' } as const
    expect(await mida.track('banner_seen', { banner: 'b' }, both)).toMatchObject({ recordedBy: 'mida_uuid' })
    expect(await mida.track('profile_saved', saved, both)).toMatchObject({ recordedBy: 'id' })
  })
})

describe('track', () => {
  it.each([
    ['a bigint for a name', [1n]],
    [
      'properties with a getter that throws',
      ['form_submitted', Object.defineProperty({}, 'form', { enumerable: true, get: thrower })],
    ],
    [
      'options with a getter that throws',
      ['signed_up', {}, Object.defineProperty({}, 'visitor', { enumerable: true, get: thrower })],
    ],
    [
      'a visitor with a getter that throws',
      ['signed_up', {}, { visitor: Object.defineProperty({}, 'id', { enumerable: true, get: thrower }) }],
    ],
  ])('settles for %s', async (_what, args) => {
    const { mida } = createKit()
    const untyped = mida.track as (...all: unknown[]) => Promise<{ status: string }>

    expect(await untyped(...args)).toMatchObject({ status: 'failed' })
  })
})

function thrower(): never {
  throw new Error('a getter')
}
