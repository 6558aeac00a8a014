// MidaScript's output, run as a page runs it.
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient, MidaScript, type MidaScriptProps } from '../src/index.ts'
import { cleanPage, openPage } from './browser-page.ts'

type Appended = { localName: string; src?: string; id?: string; nonce?: string; async?: boolean } & {
  onload?: () => void
  onerror?: () => void
}

let appended: Appended[]

beforeEach(() => {
  cleanPage()
  vi.useFakeTimers()
  appended = []
  // The simulated browser would fetch the script: what is appended is only looked at.
  const append = document.head.appendChild.bind(document.head)
  vi.spyOn(document.head, 'appendChild').mockImplementation((node) => {
    appended.push(node as never)
    if ((node as never as Appended).localName === 'style') append(node)
    return node
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  cleanPage()
})

function toInlineScript(props: MidaScriptProps): string {
  const html = renderToStaticMarkup(<MidaScript {...props} />)
  return html.slice(html.indexOf('>') + 1, html.lastIndexOf('</script>'))
}

function run(props: MidaScriptProps, nonce?: string): void {
  Object.defineProperty(document, 'currentScript', { configurable: true, value: nonce ? { nonce } : null })
  new Function(toInlineScript(props))()
}

const page = globalThis as { mdq?: unknown; isSPA?: unknown; rmfk?: () => void; __midaKit?: unknown }
const loaders = (): Appended[] => appended.filter((element) => element.localName === 'script')
const hidden = (): Element | null => document.getElementById('abhide')

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

  it('hands its nonce on to what it appends', () => {
    run({ projectKey: 'demo-project', antiFlicker: true }, 'abc')

    expect(appended.map(({ localName, nonce }) => [localName, nonce])).toEqual([
      ['style', 'abc'],
      ['script', 'abc'],
    ])
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

describe('the anti-flicker', () => {
  it('is off unless asked for', () => {
    run({ projectKey: 'demo-project' })

    expect(hidden()).toBeNull()
    expect(page.rmfk).toBeUndefined()
  })

  it.each([
    [true, 3_000],
    [{ timeoutMs: 500 }, 500],
  ])('with %o hides the page for %i ms at the most', (antiFlicker, timeoutMs) => {
    run({ projectKey: 'demo-project', antiFlicker })

    vi.advanceTimersByTime(timeoutMs - 1)
    expect(hidden()).not.toBeNull()
    vi.advanceTimersByTime(1)

    expect(hidden()).toBeNull()
  })

  it('ends when Mida calls rmfk, which may be called again', () => {
    run({ projectKey: 'demo-project', antiFlicker: true })

    page.rmfk?.()
    page.rmfk?.()

    expect(hidden()).toBeNull()
  })

  it('ends at once when the script is blocked', () => {
    run({ projectKey: 'demo-project', antiFlicker: true })

    loaders()[0]?.onerror?.()

    expect(hidden()).toBeNull()
  })
})

describe('the client', () => {
  it('hears of a blocked script at once', async () => {
    vi.useRealTimers()
    run({ projectKey: 'demo-project' })
    const { client, clock } = openPage()
    await clock.advance(100)
    expect(client.getUuid()).toEqual({ status: 'pending' })

    loaders()[0]?.onerror?.()
    await clock.advance(0)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'blocked' })
  })

  it('hears of a script that has loaded at once', async () => {
    vi.useRealTimers()
    run({ projectKey: 'demo-project' })
    const { client, clock } = openPage()
    await clock.advance(7_000)

    Object.assign(globalThis, { mida: { uuid: async () => '85a35aca4df9' } })
    loaders()[0]?.onload?.()
    await clock.advance(0)

    expect(client.getUuid()).toEqual({ status: 'ready', uuid: '85a35aca4df9' })
    expect(createMidaClient({ endpoint: '/api/m' })).toBe(client)
  })
})
