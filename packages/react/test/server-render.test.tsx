// @vitest-environment node
// The React layer on a server: nothing of a browser is touched.
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { createMidaClient, MidaProvider, MidaScript, useMida, useMidaUuid } from '../src/index.ts'

function Account(): ReactElement {
  const { track } = useMida()
  const uuid = useMidaUuid()
  return (
    <p>
      {uuid.status} {typeof track}
    </p>
  )
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
