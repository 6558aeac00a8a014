// The React layer in a simulated browser: one client, thin hooks, inert outside the provider.
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { type ReactElement, type ReactNode, StrictMode, useEffect } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MidaProvider, type MidaProviderProps, useMida, useMidaUuid } from '../src/index.ts'
import { changeVisibility, cleanPage, createFakeMida, setPage } from './browser-page.ts'
import { createClock, type TestClock } from './clock.ts'
import { createEndpoint, type TestEndpoint } from './endpoint.ts'

let clock: TestClock
let endpoint: TestEndpoint

beforeEach(() => {
  cleanPage()
  clock = createClock()
  endpoint = createEndpoint()
})
afterEach(() => {
  cleanup()
  cleanPage()
})

function App(props: Partial<MidaProviderProps> & { children?: ReactNode }): ReactElement {
  return (
    <MidaProvider endpoint="/api/m" {...clock} fetch={(url, init) => endpoint.fetch(url, init)} {...props} />
  )
}

function Uuid(): ReactElement {
  const state = useMidaUuid()
  return <output>{state.status === 'ready' ? state.uuid : state.status}</output>
}

function TrackOnMount(): null {
  const { track } = useMida()
  useEffect(() => {
    void track('signed_up')
  }, [track])
  return null
}

const advance = (ms: number): Promise<void> => act(() => clock.advance(ms))

describe('MidaProvider', () => {
  it('asks the endpoint who is logged in when it is not given a user', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    endpoint.user = { id: 'a' }
    render(<App />)

    await advance(100)

    expect(mida.calls).toEqual([{ id: 'a' }])
  })

  it('asks nobody when it is given a user, also one that is not known yet', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const { rerender } = render(<App user={undefined} />)
    await advance(100)
    rerender(<App user={{ id: 'a' }} />)
    await advance(100)
    rerender(<App user={{ id: 'a' }} />)
    await advance(100)

    expect(endpoint.sessionCount()).toBe(0)
    expect(mida.calls).toEqual([{ id: 'a' }])
  })

  it('does not undo an identify when it renders again with the user of before', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    const wrapper = ({ children }: { children: ReactNode }): ReactElement => <App user={null}>{children}</App>
    const { result, rerender } = renderHook(() => useMida(), { wrapper })
    await advance(100)

    void result.current.identify({ id: 'a' })
    rerender()
    void result.current.track('one')
    await advance(100)

    expect(endpoint.events()).toMatchObject([{ as: 'a', mida_uuid: 'uuid-of-a' }])
  })

  it('starts once in StrictMode, and an effect of a child is tracked before its own', async () => {
    const mida = createFakeMida()
    setPage({ mida })
    endpoint.user = { id: 'a' }
    render(
      <StrictMode>
        <App>
          <TrackOnMount />
        </App>
      </StrictMode>,
    )

    await advance(100)

    expect(endpoint.sessionCount()).toBe(1)
    expect(mida.calls).toEqual([{ id: 'a' }])
    // StrictMode runs each effect twice in development: two calls of the app are two events.
    expect(endpoint.bodies).toHaveLength(1)
    expect(endpoint.events()).toHaveLength(2)
  })

  it('shares one client with a second provider', async () => {
    setPage({ mida: createFakeMida() })
    render(
      <App>
        <TrackOnMount />
        <App>
          <TrackOnMount />
        </App>
      </App>,
    )

    await advance(100)

    expect(endpoint.sessionCount()).toBe(1)
    expect(endpoint.bodies).toHaveLength(1)
    expect(endpoint.events()).toHaveLength(2)
  })

  it('keeps its client and its events over an unmount', async () => {
    setPage({ mida: createFakeMida() })
    const { unmount } = render(
      <App>
        <TrackOnMount />
      </App>,
    )

    unmount()
    await advance(100)
    render(<App />)
    await advance(100)

    expect(endpoint.events()).toHaveLength(1)
    expect(endpoint.sessionCount()).toBe(1)
  })

  it('calls the callbacks of its last render', async () => {
    setPage({ mida: createFakeMida() })
    const heard: string[] = []
    const { rerender } = render(<App onVisitor={() => heard.push('first')} />)
    rerender(<App onVisitor={() => heard.push('second')} />)

    await advance(100)

    expect(heard).toEqual(['second'])
  })
})

describe('useMida', () => {
  it('keeps its identity over renders', () => {
    const { result, rerender } = renderHook(() => useMida(), { wrapper: App })
    const first = { ...result.current }

    rerender()

    expect(result.current.track).toBe(first.track)
    expect(result.current.identify).toBe(first.identify)
    expect(result.current.refreshUser).toBe(first.refreshUser)
  })
})

describe('useMidaUuid', () => {
  it('goes from pending to ready, and on to the uuid of the user', async () => {
    const { result } = renderHook(() => useMidaUuid(), { wrapper: App })
    expect(result.current).toEqual({ status: 'pending' })

    setPage({ mida: createFakeMida() })
    await advance(1_000)
    expect(result.current).toEqual({ status: 'ready', uuid: 'uuid-anonymous' })

    endpoint.user = { id: 'a' }
    changeVisibility(false)
    await advance(100)
    expect(result.current).toEqual({ status: 'ready', uuid: 'uuid-of-a' })
  })

  it('renders again only when the uuid changes', async () => {
    setPage({ mida: createFakeMida() })
    let renderCount = 0
    renderHook(
      () => {
        renderCount += 1
        return useMidaUuid()
      },
      { wrapper: App },
    )

    await advance(20_000)

    expect(renderCount).toBe(2)
  })

  it('renders where the provider is', async () => {
    setPage({ mida: createFakeMida() })
    render(
      <App>
        <Uuid />
      </App>,
    )

    await advance(100)

    expect(screen.getByRole('status').textContent).toBe('uuid-anonymous')
  })
})

describe('outside a provider', () => {
  it('every promise settles, and one warning is given', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { result } = renderHook(() => ({ mida: useMida(), uuid: useMidaUuid() }))
    renderHook(() => useMida())
    const { mida, uuid } = result.current

    const skipped = { status: 'skipped', because: 'disabled' }
    expect(await mida.track('signed_up')).toMatchObject(skipped)
    expect(await mida.identify({ id: 'a' })).toMatchObject(skipped)
    expect(await mida.refreshUser()).toMatchObject(skipped)
    expect(uuid).toEqual({ status: 'unavailable', because: 'disabled' })
    expect(warn.mock.calls).toEqual([[expect.stringContaining('MIDA-201')]])
  })
})
