// Server actions with events, and server components without. Next's own storage stands for the request.
// Next reads AsyncLocalStorage off the global object, which its own servers fill.
import 'next/dist/server/node-environment-baseline.js'
import { createEmulator } from '@mida-kit/emulator'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { notFound, redirect } from 'next/navigation.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMida } from '../src/next/index.ts'
import { events, KEYS } from './support.ts'

const ANN = { visitor: { id: 'ann' } }

afterEach(() => {
  vi.restoreAllMocks()
})

function createActions() {
  const emulator = createEmulator()
  emulator.visitors.seed({ id: 'ann' })
  const mida = createMida({ events, ...KEYS, fetch: emulator.fetch, onDelivery: () => {} })
  const recorded = async (): Promise<readonly string[]> => {
    await mida.flush()
    return emulator.events.list().map(({ name }) => name)
  }
  return { emulator, mida, recorded }
}

const success = {
  name: 'plan_upgraded',
  properties: { from_plan: 'starter', to_plan: 'pro' },
  options: ANN,
} as const
const failure = { name: 'form_submitted', properties: { form: 'upgrade' }, options: ANN } as const

describe('withMida', () => {
  it('records the success of an action, and gives its arguments and result on', async () => {
    const { emulator, mida, recorded } = createActions()
    const upgrade = mida.withMida(async (plan: string, seats: number) => ({ plan, seats }), {
      success: ({ result, args }) => ({
        ...success,
        properties: { from_plan: String(args[1]), to_plan: result?.plan ?? '' },
      }),
      failure,
    })

    expect(await upgrade('pro', 3)).toEqual({ plan: 'pro', seats: 3 })
    expect(await recorded()).toEqual(['plan_upgraded'])
    expect(emulator.events.list()[0]?.properties).toMatchObject({ from_plan: '3', to_plan: 'pro' })
  })

  it('records the failure of an action that throws, and throws the same error on', async () => {
    const { mida, recorded } = createActions()
    const error = new Error('card declined')
    const upgrade = mida.withMida(() => Promise.reject(error), { success, failure })

    await expect(upgrade()).rejects.toBe(error)
    expect(await recorded()).toEqual(['form_submitted'])
  })

  it('takes redirect for a success and lets it pass', async () => {
    const { mida, recorded } = createActions()
    const upgrade = mida.withMida(async () => redirect('/thanks'), { success, failure })

    await expect(upgrade()).rejects.toMatchObject({ digest: expect.stringContaining('NEXT_REDIRECT') })
    expect(await recorded()).toEqual(['plan_upgraded'])
  })

  it('takes notFound for neither and lets it pass', async () => {
    const { mida, recorded } = createActions()
    const upgrade = mida.withMida(async () => notFound(), { success, failure })

    await expect(upgrade()).rejects.toMatchObject({ digest: expect.stringContaining('404') })
    expect(await recorded()).toEqual([])
  })

  it('records nothing where the function gives null, and survives one that throws', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { mida, recorded } = createActions()
    const quiet = mida.withMida(async () => 1, { success: () => null })
    const broken = mida.withMida(async () => 2, {
      success: () => {
        throw new Error('a mistake in the app')
      },
    })

    expect([await quiet(), await broken()]).toEqual([1, 2])
    expect(await recorded()).toEqual([])
  })

  it('is typed by the catalogue', () => {
    const { mida } = createActions()
    const action = async (plan: string) => plan

    // @ts-expect-error an event that is not in the catalogue
    mida.withMida(action, { success: { name: 'nothing' } })
    // @ts-expect-error a browser's event
    mida.withMida(action, { success: { name: 'page_read', properties: { page: '/' } } })
    // @ts-expect-error properties that do not fit
    mida.withMida(action, { success: { name: 'plan_upgraded', properties: { to_plan: 5 } } })
    expect(mida.withMida(action, { success: { name: 'signed_up' } })).toBeTypeOf('function')
  })
})

describe('while a server component renders', () => {
  const inPhase = <Result>(phase: 'render' | 'action' | 'after', work: () => Result): Result =>
    // The phase is all that is read of Next's store.
    workUnitAsyncStorage.run({ type: 'request', phase } as never, work)

  it('track throws with the reason and a page, whoever is named', async () => {
    const { emulator, mida } = createActions()

    await expect(inPhase('render', () => mida.track('signed_up', {}, ANN))).rejects.toThrow(
      /MIDA-310.*server component.*"signed_up".*docs\/errors\/MIDA-310\.md/,
    )
    await mida.flush()
    expect(emulator.requests.list()).toEqual([])
  })

  it('a wrapped action that is called there runs, and its event is refused with the reason', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { mida, recorded } = createActions()
    const upgrade = mida.withMida(async () => 'done', { success })

    expect(await inPhase('render', () => upgrade())).toBe('done')
    expect(warn.mock.calls.map(String).join()).toContain('MIDA-310')
    expect(await recorded()).toEqual([])
  })

  it.each(['action', 'after'] as const)('but not in the phase of %s', async (phase) => {
    const { mida, recorded } = createActions()

    await inPhase(phase, () => mida.track('signed_up', {}, ANN))

    expect(await recorded()).toEqual(['signed_up'])
  })
})
