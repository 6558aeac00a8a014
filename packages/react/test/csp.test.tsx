// @vitest-environment node
// What a Content Security Policy has to allow, checked on what MidaScript renders.
import { createHash } from 'node:crypto'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { cspSources } from '../src/csp.ts'
import { MidaScript, type MidaScriptProps } from '../src/index.ts'

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** The hash of what the page holds between the tags, as a browser takes it. */
function hashRendered(props: MidaScriptProps): string {
  const html = renderToStaticMarkup(<MidaScript {...props} />)
  return hash(html.slice(html.indexOf('>') + 1, html.lastIndexOf('</script>')))
}

it.each([
  {},
  { projectKey: 'demo-project' },
  { projectKey: '</script>é', region: 'eu' },
  { projectKey: 'p', cdn: 'cdn.example.com/mida', spa: false, antiFlicker: { timeoutMs: 500 } },
  { projectKey: 'p', src: '/js/optimize.js', attributes: { 'data-cfasync': 'false', integrity: 'sha256-x' } },
] satisfies MidaScriptProps[])('gives the hash of the inline script that %o renders', async (props) => {
  const { scriptSrc } = await cspSources(props)

  expect(scriptSrc[0]).toBe(hashRendered(props))
})

it('names the hosts of the region', async () => {
  const sources = await cspSources({ projectKey: 'p', region: 'eu' })

  expect(sources).toEqual({
    scriptSrc: [expect.any(String), 'https://cdn-eu.mida.so', 'https://openfpcdn.io'],
    styleSrc: [],
    connectSrc: ['https://cdn-eu.mida.so', 'https://api-eu.mida.so', 'https://openfpcdn.io'],
  })
})

it.each([
  [{ cdn: 'cdn.example.com/mida' }, 'https://cdn.example.com'],
  [{ src: 'http://127.0.0.1:4800/js/optimize.js' }, 'http://127.0.0.1:4800'],
  [{ src: '/mida/optimize.js' }, "'self'"],
])('names the own host of %o', async (props, origin) => {
  const { scriptSrc, connectSrc } = await cspSources({ projectKey: 'p', ...props })

  expect([scriptSrc[1], connectSrc[0]]).toEqual([origin, origin])
})

it('allows the anti-flicker’s style by its hash', async () => {
  const { styleSrc } = await cspSources({ projectKey: 'p', antiFlicker: true })

  expect(styleSrc).toEqual([hash('body{opacity:0!important}')])
})

it('allows both by the nonce where there is one, and the nonce changes no hash', async () => {
  const { scriptSrc, styleSrc } = await cspSources({ projectKey: 'p', antiFlicker: true, nonce: 'abc' })

  expect([scriptSrc[0], styleSrc[0]]).toEqual(["'nonce-abc'", "'nonce-abc'"])
  expect(hashRendered({ projectKey: 'p', nonce: 'abc' })).toBe(hashRendered({ projectKey: 'p' }))
})

it('allows the inline script alone where Mida is turned off', async () => {
  const sources = await cspSources({ antiFlicker: true })

  expect(sources).toEqual({ scriptSrc: [hashRendered({})], styleSrc: [], connectSrc: [] })
})
