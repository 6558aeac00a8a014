// Variants and feature flags as components see them, against the browser script of the local Mida.

import { createEmulator, type Emulator } from '@mida-kit/emulator'
import { act, cleanup, render, renderHook } from '@testing-library/react'
import { type ReactElement, type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MidaProvider, useFeatureFlag, useVariant } from '../src/index.ts'
import { cleanPage, setCookie, setPage } from './browser-page.ts'
import { runScript } from './run-script.ts'

const PENDING = { status: 'pending' }
const DEADLINE_MS = 10_000

let emulator: Emulator

beforeEach(() => {
  cleanPage()
  vi.useFakeTimers()
  emulator = createEmulator({
    experiments: { '17': 'Variant 1' },
    featureFlags: { search: true, chat: false },
  })
  vi.stubGlobal('fetch', emulator.fetch)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  cleanPage()
})

function App({ children }: { children?: ReactNode }): ReactElement {
  const answer = async (): Promise<Response> => Response.json({ user: null })
  return (
    <MidaProvider endpoint="/api/m" fetch={answer}>
      {children}
    </MidaProvider>
  )
}

/** Moves the clock, and lets what follows from it happen. */
const advance = (ms: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))
const load = (query = ''): Promise<void> => act(() => runScript(emulator, query))

/** What both hooks say, for a test and a flag of which the visitor has something, and for two of which not. */
function useAll(): unknown[] {
  return [useVariant('17'), useVariant('18'), useFeatureFlag('search'), useFeatureFlag('chat')]
}

const ALL_READY = [
  { status: 'ready', variant: 'Variant 1' },
  { status: 'ready', variant: null },
  { status: 'ready', isEnabled: true },
  { status: 'ready', isEnabled: false },
]

describe.each(['documented', '2024'])('with the script of the generation %s', (generation) => {
  const query = `&generation=${generation}`

  it('a variant, no variant and both sides of a flag are ready when Mida has answered', async () => {
    const { result } = renderHook(useAll, { wrapper: App })
    await advance(500)
    expect(result.current).toEqual([PENDING, PENDING, PENDING, PENDING])

    await load(query)
    await advance(1_000)

    expect(result.current).toEqual(ALL_READY)
  })

  it('they are there on the first render when the script was there long before', async () => {
    const first = renderHook(useAll, { wrapper: App })
    await load(query)
    await advance(1_000)
    first.unmount()

    const renders: unknown[] = []
    renderHook(() => renders.push(useAll()), { wrapper: App })

    expect(renders[0]).toEqual(ALL_READY)
  })

  it('a visitor who comes back is pending until the script has answered, whatever its cookie says', async () => {
    setCookie('uuid-of-before')
    const { result } = renderHook(useAll, { wrapper: App })
    await advance(1_000)

    expect(result.current).toEqual([PENDING, PENDING, PENDING, PENDING])
  })

  it('a test that is applied late is followed', async () => {
    const { result } = renderHook(useAll, { wrapper: App })
    await load(`${query}&experiments_delay_ms=3000`)
    await advance(1_000)
    expect(result.current[0]).toEqual({ status: 'ready', variant: null })
    expect(result.current[2]).toEqual(PENDING)

    await advance(3_000)

    expect(result.current).toEqual(ALL_READY)
  })
})

describe('what cannot be known', () => {
  it('is unavailable at the deadline when no script comes, and nothing polls on', async () => {
    const { result } = renderHook(useAll, { wrapper: App })
    await advance(DEADLINE_MS - 1)
    expect(result.current[0]).toEqual(PENDING)

    await advance(2)

    const timedOut = { status: 'unavailable', because: 'timed_out' }
    expect(result.current).toEqual([timedOut, timedOut, timedOut, timedOut])
    await advance(DEADLINE_MS)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is unavailable at once when the script is blocked, also for a visitor with a cookie', async () => {
    setCookie('uuid-of-before')
    const { result } = renderHook(useAll, { wrapper: App })
    setPage({ __midaKit: { script: 'failed' } })

    await act(async () => void dispatchEvent(new Event('mida-kit')))
    await advance(1)

    expect(result.current[0]).toEqual({ status: 'unavailable', because: 'blocked' })
  })

  it('is unavailable where Mida is turned off', async () => {
    setPage({ __midaKit: { script: 'disabled' } })
    const { result } = renderHook(useAll, { wrapper: App })

    expect(result.current[0]).toEqual({ status: 'unavailable', because: 'disabled' })
  })

  it('is unavailable for want of consent', async () => {
    const { result } = renderHook(useAll, { wrapper: App })
    await load('&consent=required')
    await advance(DEADLINE_MS)

    expect(result.current[0]).toEqual({ status: 'unavailable', because: 'no_consent' })
  })

  it.each<[string, object]>([
    ['throws', { version: fail, isFeatureEnabled: fail, onFeatureFlags: fail, uuid: fail }],
    ['knows neither', { uuid: async () => 'a' }],
    ['has other things under these names', { version: 1, isFeatureEnabled: 'yes', uuid: 7 }],
    ['answers with something else', { version: () => ({}), isFeatureEnabled: async () => true }],
  ])('is unavailable at the deadline with a script that %s', async (_name, mida) => {
    setPage({ mida })
    const { result } = renderHook(useAll, { wrapper: App })
    await advance(DEADLINE_MS + 1)

    expect(result.current.map((state) => Object(state).status)).toEqual(Array(4).fill('unavailable'))
  })

  it('counts as off at the deadline for a flag of a script that never tells its flags', async () => {
    setPage({
      mida: { uuid: async () => 'a', isFeatureEnabled: () => false, onFeatureFlags: () => undefined },
    })
    const { result } = renderHook(() => useFeatureFlag('search'), { wrapper: App })
    await advance(DEADLINE_MS - 1)
    expect(result.current).toEqual(PENDING)

    await advance(2)

    expect(result.current).toEqual({ status: 'ready', isEnabled: false })
  })
})

function fail(): never {
  throw new Error('of the script')
}

function Price({ onRender }: { onRender?: (text: string) => void }): ReactElement {
  const state = useVariant('17')
  const text = state.status === 'ready' ? String(state.variant) : state.status
  onRender?.(text)
  return <p>{text}</p>
}

describe('in React', () => {
  it('there is no hydration mismatch of a variant that is known before: pending first, then the variant', async () => {
    await load()
    const complain = vi.spyOn(console, 'error')
    const onRecoverableError = vi.fn()
    const onRender = vi.fn()
    const root = document.createElement('div')
    root.innerHTML = renderToString(
      <App>
        <Price />
      </App>,
    )
    expect(root.textContent).toBe('pending')
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)

    const app = (
      <App>
        <Price onRender={onRender} />
      </App>
    )
    const hydrated = await act(async () => hydrateRoot(root, app, { onRecoverableError }))

    expect(root.textContent).toBe('Variant 1')
    expect(onRender.mock.calls).toEqual([['pending'], ['Variant 1']])
    expect(onRecoverableError).not.toHaveBeenCalled()
    expect(complain).not.toHaveBeenCalled()
    await act(async () => hydrated.unmount())
  })

  it('renders again only when what it reads has changed', async () => {
    const onRender = vi.fn()
    render(
      <App>
        <Price onRender={onRender} />
      </App>,
    )
    await load('&experiments_delay_ms=2000')
    await advance(1_000)
    await advance(DEADLINE_MS)

    expect(onRender.mock.calls).toEqual([['pending'], ['null'], ['Variant 1']])
  })

  it('nothing is asked any more after unmounting, under StrictMode too', async () => {
    const { unmount } = render(
      <StrictMode>
        <App>
          <Price />
        </App>
      </StrictMode>,
    )
    await load()
    const ask = vi.spyOn(Reflect.get(globalThis, 'mida'), 'version')
    await advance(1_000)
    expect(ask).toHaveBeenCalled()

    await act(async () => unmount())
    ask.mockClear()
    await advance(DEADLINE_MS)

    expect(ask).not.toHaveBeenCalled()
  })
})
