// MidaScript's output, run as a page runs it: what it sets up and what it loads.
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MidaScript } from '../src/index.ts'
import {
  appended,
  closeInlinePage,
  loaders,
  openInlinePage,
  page,
  run,
  toInlineScript,
} from './inline-page.tsx'

beforeEach(openInlinePage)
afterEach(closeInlinePage)

const preconnects = (): (string | null)[][] =>
  appended
    .filter((element): element is never => element.localName === 'link')
    .map((link: Element) => ['rel', 'href', 'crossorigin'].map((name) => link.getAttribute(name)))

describe('the inline script', () => {
  it('makes the queue and the SPA flag, then appends the loader', () => {
    run({ projectKey: 'demo-project' })

    expect(page.mdq).toEqual([])
    expect(page.isSPA).toBe(true)
    expect(loaders()).toMatchObject([
      { src: 'https://cdn.mida.so/js/optimize.js?key=demo-project', async: true },
    ])
    expect(page.__midaKit).toEqual({ script: 'loading' })
  })

  it.each([
    [{ region: 'eu' as const }, 'https://cdn-eu.mida.so/js/optimize.js?key=a%26b'],
    [{ src: 'http://localhost:4010/js/optimize.js' }, 'http://localhost:4010/js/optimize.js?key=a%26b'],
    [
      { src: 'http://localhost:4010/o.js?generation=2024' },
      'http://localhost:4010/o.js?generation=2024&key=a%26b',
    ],
    [{ src: 'http://localhost:4010/o.js?key=other&x=1' }, 'http://localhost:4010/o.js?key=other&x=1'],
  ])('loads with %o from %s', (props, address) => {
    run({ projectKey: 'a&b', ...props })

    expect(loaders()).toMatchObject([{ src: address }])
  })

  it('keeps a queue that is there, and sets no SPA flag where the page is none', () => {
    page.mdq = [['track', 'Early']]

    run({ projectKey: 'demo-project', spa: false })

    expect(page.mdq).toEqual([['track', 'Early']])
    expect(page.isSPA).toBeUndefined()
  })

  it('loads Mida once, however often it runs', () => {
    run({ projectKey: 'demo-project' })
    run({ projectKey: 'demo-project' })

    expect(loaders()).toHaveLength(1)
  })

  it('leaves no tag without its CSP nonce', () => {
    run({ projectKey: 'demo-project', antiFlicker: true }, 'abc')

    expect(appended.map(({ localName, nonce }) => [localName, nonce])).toEqual([
      ['style', 'abc'],
      ['link', 'abc'],
      ['link', 'abc'],
      ['script', 'abc'],
    ])
  })

  it('preconnects to the script’s host and to the API', () => {
    run({ projectKey: 'demo-project', region: 'eu', attributes: { crossOrigin: 'anonymous' } })

    expect(preconnects()).toEqual([
      ['preconnect', 'https://cdn-eu.mida.so', 'anonymous'],
      ['preconnect', 'https://api-eu.mida.so', 'anonymous'],
    ])
  })

  it.each([
    ['http://localhost:4010/js/optimize.js', [['preconnect', 'http://localhost:4010', null]]],
    ['/js/optimize.js', []],
  ])('does not touch Mida’s hosts when the address is %s', (src, expected) => {
    run({ projectKey: 'demo-project', src })

    expect(preconnects()).toEqual(expected)
  })

  it('loads from an own CDN and tells Mida’s script which', () => {
    run({ projectKey: 'demo-project', cdn: 'cdn.example.com:8443/mida' })

    expect(page.mdcdn).toBe('cdn.example.com:8443/mida')
    expect(loaders()).toMatchObject([
      { src: 'https://cdn.example.com:8443/mida/js/optimize.js?key=demo-project' },
    ])
    expect(preconnects()[0]).toEqual(['preconnect', 'https://cdn.example.com:8443', null])
  })

  it.each(['https://cdn.example.com', 'cdn.example.com/', '/mida', 'a b', 'cdn.example.com?x'])(
    'refuses the CDN %o while rendering',
    (cdn) => {
      expect(() => toInlineScript({ projectKey: 'demo-project', cdn })).toThrow('MIDA-212')
    },
  )

  it('gives the loader the attributes it is asked for, but not another address', () => {
    const attributes = {
      'data-cfasync': 'false',
      crossOrigin: 'anonymous',
      fetchPriority: 'high',
      src: 'https://elsewhere.test',
    } as const
    run({ projectKey: 'demo-project', attributes })

    const [loader] = loaders() as unknown as Element[]
    const given = ['data-cfasync', 'crossorigin', 'fetchpriority'].map((name) => loader?.getAttribute(name))
    expect(given).toEqual(['false', 'anonymous', 'high'])
    expect(loader?.getAttribute('src')).toBe('https://cdn.mida.so/js/optimize.js?key=demo-project')
  })

  it('stands under the data attributes itself, for those who hold scripts back', () => {
    const html = renderToStaticMarkup(
      <MidaScript projectKey="p" attributes={{ 'data-cfasync': 'false', fetchPriority: 'high' }} />,
    )

    expect(html).toMatch(/^<script data-cfasync="false">/)
  })

  it('warns once of a Mida script beside its own', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const tags = [document.createElement('script'), document.createElement('script')]
    vi.spyOn(document, 'querySelectorAll').mockReturnValueOnce(tags.slice(1) as never)
    run({ projectKey: 'demo-project' })
    loaders()[0]?.onload?.()
    expect(warn).not.toHaveBeenCalled()

    vi.spyOn(document, 'querySelectorAll').mockReturnValueOnce(tags as never)
    loaders()[0]?.onload?.()

    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('MIDA-211'))
  })

  it.each(['</script><script>alert(1)//', '<!--<script>', '\u2028\u2029', "');alert(1)//"])(
    'cannot be left through the project key %o',
    (projectKey) => {
      const text = toInlineScript({ projectKey, src: `https://example.com/${projectKey}` })
      run({ projectKey, src: `https://example.com/${projectKey}` })

      expect(text).not.toMatch(/<\/script|<!--|[\u2028\u2029]/)
      expect(loaders()).toHaveLength(1)
    },
  )

  it('marks itself disabled without a project key, and loads nothing', () => {
    run({ projectKey: undefined, antiFlicker: true })

    expect(page.__midaKit).toEqual({ script: 'disabled' })
    expect(appended).toEqual([])
  })
})
