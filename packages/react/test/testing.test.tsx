// The door for an app's own tests, used as an app uses it.
import { act, cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { expect as jestExpect } from 'expect'
import type { ReactElement, ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient, useFeatureFlag, useMida, useMidaUuid, useVariant } from '../src/index.ts'
import { createTestMida, type MidaMatchers, MidaTestProvider, midaMatchers } from '../src/testing.ts'

expect.extend(midaMatchers)
jestExpect.extend(midaMatchers)

declare module 'vitest' {
  interface Matchers<T> extends MidaMatchers<T> {}
}
declare module 'expect' {
  interface Matchers<R> extends MidaMatchers<R> {}
}

const CLIENT = Symbol.for('@mida-kit/react')

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function Shop(): ReactElement {
  const { track, identify } = useMida()
  const uuid = useMidaUuid()
  const price = useVariant('17')
  const search = useFeatureFlag('search')
  return (
    <button
      type="button"
      onClick={() => {
        void track('form_submitted', { form: 'newsletter' })
        void identify({ id: 'user_1' })
      }}
    >
      {[uuid, price, search].map((state) => Object.values(state).join(':')).join(' ')}
    </button>
  )
}

describe('mocking is not hard: MidaTestProvider', () => {
  it('gives the hooks a fixed uuid, variants and flags, and touches no network', () => {
    const fetch = vi.fn()
    vi.stubGlobal('fetch', fetch)
    const mida = createTestMida({
      uuid: 'abc',
      variants: { '17': 'Variant 1' },
      featureFlags: { search: true },
    })
    render(
      <MidaTestProvider mida={mida}>
        <Shop />
      </MidaTestProvider>,
    )

    expect(screen.getByRole('button').textContent).toBe('ready:abc ready:Variant 1 ready:true')
    expect(fetch).not.toHaveBeenCalled()
    expect(document.querySelectorAll('script')).toHaveLength(0)
  })

  it('records what a component tracks, under the user of that moment', () => {
    const mida = createTestMida()
    render(
      <MidaTestProvider mida={mida}>
        <Shop />
      </MidaTestProvider>,
    )
    fireEvent.click(screen.getByRole('button'))
    fireEvent.click(screen.getByRole('button'))

    expect(mida).toHaveTracked('form_submitted', { form: 'newsletter' })
    expect(mida.tracked.map(({ user }) => user)).toEqual([null, { id: 'user_1' }])
    expect(mida.identified).toEqual([{ id: 'user_1' }, { id: 'user_1' }])
  })

  it('renders what the test sets later', () => {
    const mida = createTestMida({ uuid: { status: 'pending' }, variants: { '17': { status: 'pending' } } })
    render(
      <MidaTestProvider mida={mida}>
        <Shop />
      </MidaTestProvider>,
    )
    expect(screen.getByRole('button').textContent).toBe('pending pending ready:false')

    act(() => mida.set({ uuid: { status: 'unavailable', because: 'blocked' }, variants: { '17': null } }))

    expect(screen.getByRole('button').textContent).toBe('unavailable:blocked ready: ready:false')
  })

  it('is the page’s client while it is mounted, and nothing is left afterwards', async () => {
    const mida = createTestMida()
    const { unmount } = render(<MidaTestProvider mida={mida} />)

    void createMidaClient({ endpoint: '/api/m' }).track('signed_up')
    unmount()

    expect(mida).toHaveTracked('signed_up')
    expect(CLIENT in globalThis).toBe(false)
  })

  it('needs no client of the test’s own', async () => {
    const wrapper = ({ children }: { children: ReactNode }): ReactElement => (
      <MidaTestProvider>{children}</MidaTestProvider>
    )
    const { result } = renderHook(() => useMida(), { wrapper })

    expect(await result.current.track('signed_up')).toEqual({ status: 'accepted', eventId: 'test-1' })
  })

  it('renders on a server', () => {
    vi.stubGlobal('document', undefined)

    expect(renderToString(<MidaTestProvider>hello</MidaTestProvider>)).toBe('hello')
    expect(CLIENT in globalThis).toBe(false)
  })
})

describe('createTestMida', () => {
  it('answers as it is told', async () => {
    const mida = createTestMida({ user: { id: 7 }, delivery: { status: 'dropped', because: 'buffer_full' } })

    expect(await mida.client.track('signed_up')).toMatchObject({ status: 'dropped', eventId: 'test-1' })
    expect(await mida.client.refreshUser()).toEqual({ status: 'answered', user: { id: '7' } })
    expect(await mida.client.identify({ id: 'b' })).toEqual({ status: 'identified', midaUuid: 'test-uuid' })
    mida.set({ uuid: { status: 'unavailable', because: 'blocked' } })
    expect(await mida.client.identify({ id: 'c' })).toEqual({ status: 'unavailable', because: 'blocked' })
  })

  it('copies properties at the call, and fails what is no JSON as the real client does', async () => {
    const mida = createTestMida()
    const properties = { form: 'a' }
    void mida.client.track('form_submitted', properties)
    properties.form = 'b'

    const round: Record<string, unknown> = {}
    round.self = round
    const delivery = await mida.client.track('large', round as never)

    expect(mida.tracked).toMatchObject([{ properties: { form: 'a' } }])
    expect(delivery).toMatchObject({ status: 'failed', failure: { code: 'invalid_properties' } })
  })

  it('begins anew after reset', async () => {
    const mida = createTestMida({ user: { id: 'a' } })
    void mida.client.track('signed_up')
    await mida.client.identify({ id: 'b' })
    await mida.client.refreshUser()
    mida.client.setUser(null)
    mida.set({ variants: { constructor: 'Variant 1' } })

    mida.reset()
    void mida.client.track('one')

    expect([mida.identified, mida.refreshCount]).toEqual([[], 0])
    expect(mida.tracked).toEqual([{ name: 'one', user: { id: 'a' } }])
  })
})

describe.each([
  ['vitest', expect],
  ['jest', jestExpect as unknown as typeof expect],
])('toHaveTracked in %s', (_runner, expectIn) => {
  const mida = createTestMida()
  void mida.client.track('form_submitted', { form: 'newsletter' })
  void mida.client.track('signed_up')

  it('finds an event by its name and by some of its properties', () => {
    expectIn(mida).toHaveTracked('signed_up')
    expectIn(mida).toHaveTracked('form_submitted', { form: expectIn.stringContaining('news') })
    expectIn(mida).not.toHaveTracked('form_submitted', { form: 'contact' })
    expectIn(mida).not.toHaveTracked('one')
  })

  it('says what was tracked instead', () => {
    expect(() => expectIn(mida).toHaveTracked('form_submitted', { form: 'contact' })).toThrow(
      'Expected to have tracked form_submitted {"form":"contact"}\nTracked: \n  form_submitted {"form":"newsletter"}\n  signed_up',
    )
    expect(() => expectIn(mida).not.toHaveTracked('signed_up')).toThrow(
      'Expected not to have tracked signed_up',
    )
    expect(() => expectIn(createTestMida()).toHaveTracked('one')).toThrow('Tracked: nothing')
    expect(() => expectIn(mida).toHaveTracked('form_submitted', { form: expectIn.any(Number) })).toThrow(
      'form_submitted {"form":"<Any>"}',
    )
    expect(() => expectIn(1).toHaveTracked('one')).toThrow('createTestMida()')
  })
})
