// Events of thank-you pages: once for each key, whatever React and the browser do.
import { act, cleanup, render } from '@testing-library/react'
import { type ReactElement, StrictMode } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MidaProvider, type MidaProviderProps, useTrackOnce } from '../src/index.ts'
import { cleanPage, createFakeMida, dispatchPageEvent, leavePage, setPage } from './browser-page.ts'
import { createClock, type TestClock } from './clock.ts'
import { createEndpoint, type TestEndpoint } from './endpoint.ts'

let clock: TestClock
let endpoint: TestEndpoint

beforeEach(() => {
  cleanPage()
  setPage({ mida: createFakeMida() })
  clock = createClock()
  endpoint = createEndpoint()
})
afterEach(() => {
  cleanup()
  cleanPage()
})

function ThankYou({ order }: { order: string | undefined }): null {
  useTrackOnce('form_submitted', { form: 'order' }, { key: order })
  return null
}

function Page({ order, ...props }: Partial<MidaProviderProps> & { order: string | undefined }): ReactElement {
  return (
    <StrictMode>
      <MidaProvider endpoint="/api/m" {...clock} fetch={(url, init) => endpoint.fetch(url, init)} {...props}>
        <ThankYou order={order} />
      </MidaProvider>
    </StrictMode>
  )
}

const advance = (ms: number): Promise<void> => act(() => clock.advance(ms))

/** The browser loads the page anew. */
function reload(): void {
  cleanup()
  leavePage()
}

describe('useTrackOnce', () => {
  it('duplicate conversion on reload: tracks once, in StrictMode and over reloads', async () => {
    render(<Page order="20250131-key-1" />)
    await advance(200)
    reload()
    render(<Page order="20250131-key-1" />)
    await advance(200)

    expect(endpoint.events()).toHaveLength(1)
  })

  it('tracks each key, and waits for one that is not known yet', async () => {
    const { rerender } = render(<Page order={undefined} />)
    await advance(200)
    expect(endpoint.events()).toEqual([])

    rerender(<Page order="key-2" />)
    await advance(200)
    rerender(<Page order="key-3" />)
    await advance(200)
    rerender(<Page order="key-2" />)
    await advance(200)

    expect(endpoint.events()).toHaveLength(2)
  })

  it('counts an event that was handed over while the page closed', async () => {
    render(<Page order="key-4" />)
    dispatchPageEvent('pagehide', false)
    await advance(0)
    reload()
    render(<Page order="key-4" />)
    await advance(200)

    expect(endpoint.events()).toHaveLength(1)
  })

  it('tries again on the next visit where the event was not taken', async () => {
    render(<Page order="key-5" consent="denied" />)
    await advance(200)
    reload()
    render(<Page order="key-5" consent="granted" />)
    await advance(200)

    expect(endpoint.events()).toHaveLength(1)
  })

  it('remembers 100 keys', async () => {
    localStorage['mida-kit:once'] = JSON.stringify(Array.from({ length: 100 }, (_, index) => `old ${index}`))
    render(<Page order="key-6" />)
    await advance(200)

    const ids: string[] = JSON.parse(localStorage['mida-kit:once'])
    expect(ids).toHaveLength(100)
    expect(ids.at(-1)).toBe('form_submitted key-6')
  })
})
