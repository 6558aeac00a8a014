// Events in doubt are looked for in Mida's list, and settled by what is found there.
import { createEmulator } from '@mida-kit/emulator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMida, MidaSetupError } from '../src/index.ts'
import { createKit, events, KEYS } from './support.ts'

const ANN = { id: 'ann' }
const PAID = { order_id: 'o1', amount: 1 }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function createReadingKit(options: Parameters<typeof createKit>[0] = {}) {
  const kit = createKit({ readBack: true, ...options })
  kit.emulator.visitors.seed(ANN)
  const listReads = () => kit.emulator.requests.list().filter(({ path }) => path.includes('/events'))
  const eventSends = () => kit.emulator.requests.list().filter(({ path }) => path.endsWith('/event'))
  const lastStatus = () => kit.reports.at(-1)?.delivery
  return { ...kit, listReads, eventSends, lastStatus }
}

describe('an event that Mida has recorded although it did not say so', () => {
  it.each([
    ['must never count twice', 'paid_once', PAID, { kind: 'reset', when: 'after' } as const],
    ['may be sent again', 'form_submitted', { form: 'x' }, { kind: 'reset', when: 'after' } as const],
    [
      'was answered unreadably',
      'form_submitted',
      { form: 'x' },
      { kind: 'malformed', recorded: true } as const,
    ],
  ])('and that %s is found and recorded, once', async (_what, name, properties, fault) => {
    const { emulator, mida, listReads, lastStatus } = createReadingKit()
    emulator.fail(fault as never)

    await mida.track(name as 'paid_once', properties as typeof PAID, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(listReads()).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(200)

    expect(lastStatus()).toMatchObject({ status: 'recorded', recordedBy: 'id' })
    expect(emulator.events.list()).toHaveLength(1)
    expect(mida.stats()).toMatchObject({ recorded: 1, foundByReading: 1, inDoubt: {} })
  })
})

describe('an event that Mida has not recorded', () => {
  it('is sent again after one look where its guarantee allows that', async () => {
    const { emulator, mida, listReads, eventSends, lastStatus } = createReadingKit()
    emulator.fail({ status: 503 })

    await mida.track('form_submitted', { form: 'x' }, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(5_100)

    expect(lastStatus()).toMatchObject({ status: 'recorded' })
    expect([listReads().length, eventSends().length]).toEqual([1, 2])
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('and must never count twice is looked for three times, then left in doubt', async () => {
    const { emulator, mida, listReads, eventSends, lastStatus } = createReadingKit()
    emulator.fail({ status: 503 })

    await mida.track('paid_once', PAID, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(10 * 60_000)

    expect(lastStatus()).toMatchObject({ status: 'in_doubt', failure: { code: 'unavailable' } })
    expect([listReads().length, eventSends().length]).toEqual([3, 1])
  })

  it('yet, but by the second look, is recorded: the list may lag', async () => {
    const { emulator, mida, eventSends, lastStatus } = createReadingKit()
    emulator.fail({ status: 503 })

    const { eventId } = await mida.track('paid_once', PAID, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(6_000)
    await emulator.fetch('http://mida.test/v2/project/demo-project/event', {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ event_name: 'paid_once', id: 'ann', properties: { kit_event_id: eventId } }),
    })
    await vi.advanceTimersByTimeAsync(30_000)

    expect(lastStatus()).toMatchObject({ status: 'recorded', eventId })
    expect(eventSends()).toHaveLength(2)
  })
})

describe('reading', () => {
  it('serves all that are in doubt with one look, by name and date, with the key alone', async () => {
    const { emulator, mida, listReads } = createReadingKit()
    emulator.fail({ kind: 'reset', when: 'after', times: 20 })

    for (let count = 0; count < 20; count += 1)
      await mida.track('form_submitted', { form: 'x' }, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(20_000)

    expect(mida.stats()).toMatchObject({ recorded: 20, foundByReading: 20 })
    expect(listReads().length).toBeLessThan(4)
    const [first] = listReads()
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
    expect(first?.method).toBe('GET')
    expect(first?.path).toContain(`event_text=form_submitted&start_date=${yesterday}&limit=500&offset=0`)
    expect(Object.keys(first?.headers ?? {}).sort()).toEqual(['accept', 'authorization'])
  })

  it('goes through the pages, up to ten', async () => {
    const emulator = createEmulator({ eventCapacity: 10_000 })
    const { mida, listReads, lastStatus } = createReadingKit({ emulator })
    emulator.fail({ kind: 'reset', when: 'after' })
    await mida.track('form_submitted', { form: 'first' }, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(0)
    const other = createKit({ emulator })
    for (let count = 0; count < 700; count += 1) {
      await other.mida.track('form_submitted', { form: 'x' }, { visitor: ANN })
    }
    await vi.advanceTimersByTimeAsync(6_000)

    expect(lastStatus()).toMatchObject({ status: 'recorded' })
    expect(listReads()).toHaveLength(2)
  })

  it('that fails is tried again, and in the end the guarantee decides', async () => {
    const emulator = createEmulator()
    let reads = 0
    const { mida, eventSends, lastStatus } = createReadingKit({
      emulator,
      fetch: async (input, init) => {
        if (!input.includes('/events?')) return emulator.fetch(input, init)
        reads += 1
        return new Response('{"success":false}', { status: reads === 1 ? 500 : 200 })
      },
    })
    emulator.fail({ status: 503 })

    await mida.track('form_submitted', { form: 'x' }, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(10 * 60_000)

    expect(lastStatus()).toMatchObject({ status: 'recorded' })
    expect([reads, eventSends().length]).toEqual([3, 2])
  })

  it('happens at once when the client is closed', async () => {
    const { emulator, mida, lastStatus } = createReadingKit()
    emulator.fail({ kind: 'reset', when: 'after' })
    await mida.track('paid_once', PAID, { visitor: ANN })
    await vi.advanceTimersByTimeAsync(0)

    expect(await mida.close()).toEqual({ unsentCount: 0 })
    expect(lastStatus()).toMatchObject({ status: 'recorded' })
  })

  it('needs the property that it looks for', () => {
    const options = { events, ...KEYS, readBack: true, metadata: { eventId: false } } as const

    expect(() => createMida(options)).toThrow(MidaSetupError)
    expect(() => createMida({ ...options, metadata: false })).toThrow('MIDA-308')
  })
})
