// What React itself may do to the hooks: hydration, Suspense, concurrent rendering, and renders that are not needed.
import { act, cleanup, render } from '@testing-library/react'
import {
  lazy,
  type ReactElement,
  type ReactNode,
  StrictMode,
  Suspense,
  startTransition,
  useState,
} from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient, MidaProvider, useIdentify, useMida, useMidaUuid } from '../src/index.ts'
import { cleanPage, createFakeMida, setPage } from './browser-page.ts'
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

function App({ children }: { children?: ReactNode }): ReactElement {
  return (
    <MidaProvider endpoint="/api/m" {...clock} fetch={(url, init) => endpoint.fetch(url, init)}>
      {children}
    </MidaProvider>
  )
}

function Uuid(): ReactElement {
  const state = useMidaUuid()
  return <output>{state.status === 'ready' ? state.uuid : state.status}</output>
}

function Readers({ onReady }: { onReady: (grow: () => void) => void }): ReactElement {
  const [count, setCount] = useState(2)
  onReady(() => startTransition(() => setCount(20)))
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the readers are alike.
        <Uuid key={index} />
      ))}
    </>
  )
}

type Watched = { onRender: (found: unknown) => void }

function Tracks({ onRender }: Watched): null {
  onRender(useMida().track)
  return null
}

function Identifies({ onRender }: Watched): null {
  onRender(useIdentify())
  return null
}

function Reads({ onRender }: Watched): null {
  onRender(useMidaUuid())
  return null
}

const advance = (ms: number): Promise<void> => act(() => clock.advance(ms))

describe('hydration', () => {
  it('shows what the server rendered first, without a warning, and then the uuid', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const page = (
      <StrictMode>
        <App>
          <Uuid />
        </App>
      </StrictMode>
    )
    const container = document.createElement('div')
    container.innerHTML = renderToString(page)
    expect(container.textContent).toBe('pending')
    // The uuid is known before React comes: the client was started without it.
    setPage({ mida: createFakeMida() })
    createMidaClient({ endpoint: '/api/m', ...clock, fetch: endpoint.fetch })
    await clock.advance(100)

    const root = await act(() => hydrateRoot(container, page))
    expect(container.textContent).toBe('uuid-anonymous')
    expect(complaints).not.toHaveBeenCalled()
    act(() => root.unmount())
    complaints.mockRestore()
  })
})

describe('Suspense and concurrent rendering', () => {
  it('a child that is late does not start the client twice', async () => {
    setPage({ mida: createFakeMida() })
    const Late = lazy(async () => ({ default: Uuid }))
    const { container } = render(
      <App>
        <Suspense fallback="…">
          <Late />
        </Suspense>
      </App>,
    )

    await advance(100)

    expect(container.textContent).toBe('uuid-anonymous')
    expect(endpoint.sessionCount()).toBe(1)
  })

  it('every reader shows the same uuid, also in the middle of a transition', async () => {
    setPage({ mida: createFakeMida() })
    let grow: () => void = () => undefined
    const { container } = render(
      <App>
        <Readers onReady={(next) => (grow = next)} />
      </App>,
    )
    act(() => grow())
    await advance(100)

    const shown = [...container.querySelectorAll('output')].map((output) => output.textContent)
    expect(shown).toHaveLength(20)
    expect(new Set(shown)).toEqual(new Set(['uuid-anonymous']))
  })
})

describe('re-render storm', () => {
  it('only who reads the uuid renders when it comes, and nobody when events or users do', async () => {
    setPage({ mida: createFakeMida() })
    const renders = { track: 0, identify: 0, uuid: 0 }
    render(
      <App>
        <Tracks onRender={() => (renders.track += 1)} />
        <Identifies onRender={() => (renders.identify += 1)} />
        <Reads onRender={() => (renders.uuid += 1)} />
      </App>,
    )
    await advance(100)
    const client = createMidaClient({ endpoint: '/api/m' })
    for (let count = 0; count < 30; count += 1) void client.track('one')
    await advance(1_000)

    expect(renders).toEqual({ track: 1, identify: 1, uuid: 2 })
  })
})

describe('StrictMode double init', () => {
  it('starts one client: one question, one visitor', async () => {
    setPage({ mida: createFakeMida() })
    render(
      <StrictMode>
        <App />
      </StrictMode>,
    )

    await advance(1_000)

    expect(endpoint.sessionCount()).toBe(1)
    expect(endpoint.bodies).toHaveLength(1)
  })
})

describe('the client without the provider', () => {
  it('is the one that a later provider gives to its hooks', async () => {
    setPage({ mida: createFakeMida() })
    const client = createMidaClient({ endpoint: '/api/m', ...clock, fetch: endpoint.fetch })
    void client.track('one')
    let track: unknown

    render(
      <App>
        <Tracks onRender={(found) => (track = found)} />
      </App>,
    )
    await advance(1_000)

    expect(track).toBe(client.track)
    expect(endpoint.events()).toHaveLength(1)
    expect(endpoint.sessionCount()).toBe(1)
  })
})
