// What each answer of Mida, and each way of not answering, does to an event.
import type { Delivery } from '@mida-kit/contract'
import { createEmulator, type Fault } from '@mida-kit/emulator'
import { afterEach, describe, expect, it } from 'vitest'
import { createMida } from '../src/index.ts'
import { createKit, events, KEYS } from './support.ts'

const USER = { id: 'user_1' }
const PLAN = { from_plan: 'starter', to_plan: 'pro' }

async function trackUnder(fault: Fault): Promise<{ delivery: Delivery; tries: number; recorded: number }> {
  const { emulator, mida } = createKit()
  emulator.visitors.seed(USER)
  emulator.fail(fault)
  const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })
  return { delivery, tries: emulator.requests.list().length, recorded: emulator.events.list().length }
}

describe('an answer that settles the event', () => {
  it('is a success: recorded, with the identifier that found the visitor', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(USER)

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded', recordedBy: 'id' })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it.each([
    ['200 with success: false', { status: 200, body: { success: false } }, 'rejected'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'rejected'],
    ['401', { status: 401 }, 'unauthorized'],
    ['403', { status: 403 }, 'rejected'],
    ['404', { status: 404 }, 'rejected'],
    ['422', { status: 422 }, 'rejected'],
    ['501', { status: 501 }, 'rejected'],
  ])('is %s: failed and not sent again', async (_what, fault, code) => {
    const { delivery, tries } = await trackUnder(fault)

    expect(delivery).toMatchObject({ status: 'failed', failure: { code } })
    expect(tries).toBe(1)
  })

  it.each([
    ['a success without a readable body', { kind: 'malformed' } as const],
    ['a truncated success', { kind: 'truncated' } as const],
    ['a success of another shape', { status: 200, body: { ok: true }, recorded: true }],
    ['204', { status: 204, body: '', recorded: true }],
  ])('is %s: in doubt and never sent again, whatever the guarantee', async (_what, fault) => {
    const { delivery, tries } = await trackUnder(fault)

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'malformed_response' } })
    expect(tries).toBe(1)
  })
})

describe('an answer after which the event is sent again', () => {
  it.each([
    ['429', { status: 429 }],
    ['408', { status: 408 }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['520', { status: 520 }],
    ['530', { status: 530 }],
    ['a reset before the body was read', { kind: 'reset', when: 'before' } as const],
  ])('is %s: recorded once at the second try', async (_what, fault) => {
    const { delivery, tries, recorded } = await trackUnder(fault)

    expect(delivery).toMatchObject({ status: 'recorded' })
    expect({ tries, recorded }).toEqual({ tries: 2, recorded: 1 })
  })

  it('is a reset after Mida recorded it: the double carries the same kit_event_id', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(USER)
    emulator.fail({ kind: 'reset', when: 'after' })

    await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    const ids = emulator.events.list().map((event) => event.properties?.kit_event_id)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('an event that must never count twice', () => {
  it.each([
    ['500', { status: 500 }, 'server_error'],
    ['503', { status: 503 }, 'unavailable'],
    ['a reset after sending', { kind: 'reset', when: 'after' } as const, 'connection_lost'],
  ])('is in doubt after %s and not sent again', async (_what, fault, code) => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(USER)
    emulator.fail(fault)

    const delivery = await mida.track(
      'paid_once',
      { order_id: 'o1', amount: 1 },
      { visitor: USER, wait: 'outcome' },
    )

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code } })
    expect(emulator.requests.list()).toHaveLength(1)
  })

  it('is sent again after 429, which surely did not record it', async () => {
    const { emulator, mida } = createKit()
    emulator.visitors.seed(USER)
    emulator.fail({ status: 429 })

    const delivery = await mida.track(
      'paid_once',
      { order_id: 'o1', amount: 1 },
      { visitor: USER, wait: 'outcome' },
    )

    expect(delivery).toMatchObject({ status: 'recorded' })
  })
})

describe('a visitor that Mida does not know', () => {
  it('is tried by the other identifiers, and the delivery says which one it was', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()

    const delivery = await mida.track('plan_upgraded', PLAN, {
      visitor: { id: 'new', midaUuid },
      wait: 'outcome',
    })

    expect(delivery).toMatchObject({ status: 'recorded', recordedBy: 'mida_uuid' })
  })

  it('is asked for again until Mida has seen them', async () => {
    const { emulator, mida } = createKit()
    emulator.fail({ status: 400, times: 3 })
    emulator.visitors.seed(USER)

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded' })
    expect(emulator.requests.list()).toHaveLength(4)
  })
})

describe('over a real connection', () => {
  const closers: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()))
  })

  async function listen(answerTimeoutMs?: number) {
    const emulator = createEmulator()
    emulator.visitors.seed(USER)
    const server = await emulator.listen()
    const mida = createMida({ events, ...KEYS, apiUrl: `${server.url}/v2`, random: () => 0, answerTimeoutMs })
    closers.push(() => mida.close({ withinMs: 50 }), server.close)
    return { emulator, server, mida }
  }

  it('records through the pool', async () => {
    const { emulator, mida } = await listen()

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded' })
    expect(emulator.events.list()).toHaveLength(1)
  })

  it('sends again after a reset before the body was read', async () => {
    const { emulator, mida } = await listen()
    emulator.fail({ kind: 'reset', when: 'before' })

    const delivery = await mida.track('plan_upgraded', PLAN, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded' })
  })

  it('gives a hanging Mida up after the time-out, and is in doubt at most once', async () => {
    const { emulator, mida } = await listen(100)
    emulator.fail({ kind: 'hang' })

    const paid = { order_id: 'o1', amount: 1 }
    const delivery = await mida.track('paid_once', paid, { visitor: USER, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'in_doubt', failure: { code: 'timed_out' } })
  })

  it('tells a refused connection from a lost one: nothing is in doubt', async () => {
    const { server, mida } = await listen()
    await server.close()

    const paid = { order_id: 'o1', amount: 1 }
    await mida.track('paid_once', paid, { visitor: USER })
    const { unsentCount } = await mida.close({ withinMs: 50 })

    expect(unsentCount).toBe(1)
  })
})
