// @vitest-environment node
// The React layer on a server: nothing of a browser is touched.
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { useBannerConsent, watchCookiebot } from '../src/consent/index.ts'
import {
  createMidaClient,
  MidaProvider,
  MidaScript,
  useIdentify,
  useMida,
  useMidaUuid,
  useTrackOnce,
} from '../src/index.ts'

function Account(): ReactElement {
  const { track } = useMida()
  const uuid = useMidaUuid()
  return (
    <p>
      {uuid.status} {typeof track}
    </p>
  )
}

function ThankYou(): ReactElement {
  useTrackOnce('signed_up', undefined, { key: 'order-1' })
  return <p>{typeof useIdentify()}</p>
}

function Banner(): ReactElement {
  return <MidaProvider endpoint="/api/m" consent={useBannerConsent(watchCookiebot)} />
}

it('there is no browser in these tests', () => {
  expect(typeof window).toBe('undefined')
  expect(typeof document).toBe('undefined')
})

it('renders the provider and its children with the uuid pending', () => {
  const warn = vi.spyOn(console, 'warn')

  const html = renderToString(
    <MidaProvider endpoint="/api/m">
      <Account />
    </MidaProvider>,
  )

  expect(html).toBe('<p>pending<!-- --> <!-- -->function</p>')
  expect(warn).not.toHaveBeenCalled()
})

it('renders a thank-you page and a banner’s provider', () => {
  expect(
    renderToString(
      <MidaProvider endpoint="/api/m">
        <ThankYou />
      </MidaProvider>,
    ),
  ).toBe('<p>function</p>')
  expect(renderToString(<Banner />)).toBe('')
})

it.each([
  ['.', () => import('../src/index.ts')],
  ['./keep', () => import('../src/keep.ts')],
  ['./consent', () => import('../src/consent/index.ts')],
])('`window is not defined`: importing %s reads and writes no global', async (_door, open) => {
  vi.resetModules()
  const touched: PropertyKey[] = []
  const names = [
    'window',
    'document',
    'navigator',
    'localStorage',
    'sessionStorage',
    'location',
    'fetch',
    'crypto',
  ]
  const originals = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const name of names) {
    Object.defineProperty(globalThis, name, { configurable: true, get: () => touched.push(name) })
  }
  const before = Reflect.ownKeys(globalThis)

  await open()

  const after = Reflect.ownKeys(globalThis)
  for (const [name, original] of originals) {
    if (original) Object.defineProperty(globalThis, name, original)
    else Reflect.deleteProperty(globalThis, name)
  }
  expect(touched).toEqual([])
  expect(after).toEqual(before)
})

it('keeps nothing where there is no storage', async () => {
  const { keepEvents } = await import('../src/keep.ts')

  expect(keepEvents.save([{ kit_event_id: 'x', event_name: 'one', occurred_at: '' }])).toBe(false)
  await keepEvents.resend(() => Promise.reject(new Error('never')))
  keepEvents.clear()
})

it('leaves nothing on the global object of the server', () => {
  renderToString(<MidaProvider endpoint="/api/m" user={{ id: 'a' }} />)

  expect(Symbol.for('@mida-kit/react') in globalThis).toBe(false)
})

it('renders the script with its nonce', () => {
  const html = renderToString(<MidaScript projectKey="demo-project" nonce="abc" />)

  expect(html).toMatch(/^<script nonce="abc">!function.*<\/script>$/s)
  expect(html).toContain('https://cdn.mida.so/js/optimize.js?key=demo-project')
})

it('gives an inert client on a server', async () => {
  const client = createMidaClient({ endpoint: '/api/m' })

  const delivery = await client.track('signed_up')

  expect(delivery).toMatchObject({ status: 'skipped', because: 'disabled' })
})

it('renders the script in the head of a whole document, as the Pages Router’s does', () => {
  const html = renderToString(
    <html lang="en">
      <head>
        <MidaScript projectKey="demo-project" nonce="abc" antiFlicker />
      </head>
      <body />
    </html>,
  )

  expect(html).toMatch(/<head><script nonce="abc">.*<\/script><\/head>/s)
})
