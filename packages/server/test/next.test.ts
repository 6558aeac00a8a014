// The Next door where there is no request of Next's: a script, a cron job, a test. Inside Next the browser flows prove it.
// Next reads AsyncLocalStorage off the global object, which its own servers fill.
import 'next/dist/server/node-environment-baseline.js'
import { createEmulator } from '@mida-kit/emulator'
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { describe, expect, it } from 'vitest'
import { createMida, type NextOptions } from '../src/next/index.ts'
import { type Events, events, get, KEYS, post, readAnswer, wireEvent } from './support.ts'

function createNextKit(user?: () => { id: string } | null, options: Partial<NextOptions<Events>> = {}) {
  const emulator = createEmulator()
  const mida = createMida({
    events,
    ...KEYS,
    fetch: emulator.fetch,
    random: () => 0,
    user,
    onDelivery: () => {},
    ...options,
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

describe('track in a server action', () => {
  it.each([
    ['sec-gpc', 'skipped'],
    ['x-gpc', 'failed'],
  ])('heeds the browser’s signal that the app asked for (%s: 1 is %s)', async (name, status) => {
    const { emulator, mida } = createNextKit(undefined, { privacySignals: ['gpc'] })
    const unit = { type: 'request', phase: 'action', headers: new Headers({ [name]: '1' }) }
    const work = { route: '/', forceStatic: false }

    const delivery = await workAsyncStorage.run(work as never, () =>
      workUnitAsyncStorage.run(unit as never, () => mida.track('signed_up')),
    )

    expect(delivery.status).toBe(status)
    expect(emulator.requests.list()).toEqual([])
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
