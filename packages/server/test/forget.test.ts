// forget: one visitor out of everything that the client holds, and nobody else.
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it } from 'vitest'
import { createGate, createKit, post, wireEvent } from './support.ts'

const ANN = { id: 'ann', email: 'ann@shop.example' }
const BOB = { id: 'bob' }

describe('forget', () => {
  it('takes the visitor’s waiting events out, by any identifier, and leaves the others’', async () => {
    const { emulator, mida, outcomeOf } = createKit({ random: () => 0.9 })
    emulator.fail({ status: 429, headers: { 'retry-after': '60' } })
    const waiting = await mida.track('signed_up', {}, { visitor: ANN })
    const behind = await mida.track('signed_up', {}, { visitor: { email: ANN.email } })
    await mida.flush({ withinMs: 10 })
    await mida.track('signed_up', {}, { visitor: BOB })

    const report = await mida.forget({ email: ANN.email })

    expect(report).toMatchObject({ removedCount: 2, underWayCount: 0 })
    expect(await outcomeOf(waiting.eventId)).toMatchObject({
      status: 'failed',
      failure: { code: 'forgotten', lastFailure: { code: 'rate_limited' } },
    })
    expect(await outcomeOf(behind.eventId)).toMatchObject({ failure: { code: 'forgotten' } })
    expect(mida.stats()).toMatchObject({ failed: { forgotten: 2 }, queue: { heldCount: 1 } })
    await mida.close({ withinMs: 1 })
  })

  it('lets an event of the visitor go that is tracked after it', async () => {
    const emulator = createEmulator()
    const gate = createGate()
    const { mida } = createKit({
      emulator,
      connections: 1,
      fetch: async (input, init) => {
        await gate.opened
        return emulator.fetch(input, init)
      },
    })
    emulator.visitors.seed(BOB)
    emulator.visitors.seed({ id: 'somebody' })
    await mida.track('signed_up', {}, { visitor: { id: 'somebody' } })
    await mida.track('form_submitted', { form: 'before' }, { visitor: BOB })

    await mida.forget(BOB)
    await mida.track('form_submitted', { form: 'after' }, { visitor: BOB })
    gate.open()

    expect(await mida.flush()).toEqual({ waitingCount: 0 })
    expect(emulator.events.list().map((event) => event.properties?.form)).toEqual([undefined, 'after'])
  })

  it('does not recall what is under way, and sends it no second time', async () => {
    const emulator = createEmulator()
    const gate = createGate()
    const { mida, outcomeOf } = createKit({
      emulator,
      fetch: async (input, init) => {
        await gate.opened
        return emulator.fetch(input, init)
      },
    })
    emulator.fail({ status: 503 })
    const { eventId } = await mida.track('signed_up', {}, { visitor: BOB })

    const report = await mida.forget(BOB)
    gate.open()

    expect(report).toMatchObject({ removedCount: 0, underWayCount: 1 })
    expect(await outcomeOf(eventId)).toMatchObject({ status: 'in_doubt' })
    expect(emulator.requests.list()).toHaveLength(1)
  })

  it('forgets which of the visitor’s events were known, and gives the headers that remove the cookie', async () => {
    const { emulator, mida } = createKit()
    const { midaUuid } = emulator.visitors.seed()
    const event = wireEvent({ mida_uuid: midaUuid })
    await mida.handle(post({ events: [event] }))
    await mida.flush()

    const report = await mida.forget({ midaUuid })
    await mida.handle(post({ events: [event] }))
    await mida.flush()

    expect(report.forgottenKeyCount).toBe(1)
    expect(emulator.events.list()).toHaveLength(2)
    expect(report.clearCookies).toEqual([
      expect.stringMatching(/^__Host-mida_visitor=; Max-Age=0;.*Secure/),
      expect.stringMatching(/^mida_visitor=; Max-Age=0;/),
    ])
  })

  it('knows the hashed id of the visitor', async () => {
    const { emulator, mida } = createKit({ hashIds: { secret: 'a secret that nobody can guess' } })
    emulator.fail({ status: 429, headers: { 'retry-after': '60' } })
    await mida.track('signed_up', {}, { visitor: BOB })
    await mida.flush({ withinMs: 10 })

    expect(await mida.forget(BOB)).toMatchObject({ removedCount: 1 })
  })

  it('settles for a client without keys, and for a visitor that is none', async () => {
    const { mida } = createKit({ mode: 'off' })

    expect(await mida.forget(BOB)).toMatchObject({ removedCount: 0 })
    expect(await mida.forget({} as never)).toMatchObject({ removedCount: 0 })
  })
})
