// The Next door where there is no request of Next's: a script, a cron job, a test. Inside Next the browser flows prove it.
import { createEmulator } from '@mida-kit/emulator'
import { describe, expect, it } from 'vitest'
import { createMida } from '../src/next/index.ts'
import { events, get, KEYS, post, readAnswer, wireEvent } from './support.ts'

function createNextKit(user?: () => { id: string } | null) {
  const emulator = createEmulator()
  const mida = createMida({
    events,
    ...KEYS,
    fetch: emulator.fetch,
    random: () => 0,
    user,
    onDelivery: () => {},
  })
  return { emulator, mida }
}

describe('track outside a request', () => {
  it('records against the visitor that is named', async () => {
    const { emulator, mida } = createNextKit()
    emulator.visitors.seed({ id: 'ann' })

    const delivery = await mida.track('signed_up', {}, { visitor: { id: 'ann' }, wait: 'outcome' })

    expect(delivery).toMatchObject({ status: 'recorded', recordedBy: 'id' })
  })

  it('fails as no_visitor where nobody is named', async () => {
    const { emulator, mida } = createNextKit()

    expect(await mida.track('signed_up')).toMatchObject({ status: 'failed', failure: { code: 'no_visitor' } })
    expect(emulator.requests.list()).toEqual([])
  })

  it('fails as session_unavailable where the session cannot be read', async () => {
    const { emulator, mida } = createNextKit(() => {
      throw new Error('database down')
    })

    expect(await mida.track('signed_up')).toMatchObject({ failure: { code: 'session_unavailable' } })
    expect(emulator.requests.list()).toEqual([])
  })

  it('lets Next’s own control flow pass', async () => {
    const { mida } = createNextKit(() => {
      throw Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' })
    })

    await expect(mida.track('signed_up')).rejects.toThrow('dynamic')
  })
})

describe('the handlers', () => {
  it('answer who is logged in, and take events', async () => {
    const { emulator, mida } = createNextKit(() => ({ id: 'ann' }))
    emulator.visitors.seed({ id: 'ann' })

    const session = await readAnswer(await mida.handlers.GET(get()))
    const answer = await readAnswer(await mida.handlers.POST(post({ events: [wireEvent({ as: 'ann' })] })))
    await mida.flush()

    expect(session.body).toEqual({ user: { id: 'ann' } })
    expect(answer.status).toBe(202)
    expect(emulator.events.list()).toMatchObject([{ by: 'id' }])
  })
})
