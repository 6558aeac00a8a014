// The browser script in what both generations share.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { type Browser, createBrowser } from './browser.ts'

let emulator: Emulator
let browser: Browser

beforeEach(() => {
  emulator = createEmulator()
  browser = createBrowser(emulator)
})

describe.each(['documented', '2024'])('the %s generation', (generation) => {
  const query = `generation=${generation}&key=demo-project`

  it('makes the visitor when its first request is answered, and not before', async () => {
    const page = await browser.open({ query, held: true })
    await new Promise((resolve) => setImmediate(resolve))
    expect(emulator.visitors.list()).toEqual([])
    expect(browser.cookies.has('optimize_uuid')).toBe(false)

    page.release()
    await page.settled()
    expect(emulator.visitors.list()).toHaveLength(1)
  })

  it('names the visitor by 50 lower-case hex digits, in a first-party cookie of 365 days', async () => {
    const page = await browser.open({ query })
    await page.settled()

    const [visitor] = emulator.visitors.list()
    expect(visitor?.midaUuid).toMatch(/^[0-9a-f]{50}$/)
    expect(browser.written).toEqual([
      `optimize_uuid=${visitor?.midaUuid}; path=/; max-age=${365 * 24 * 60 * 60}; SameSite=Lax`,
    ])
  })

  it('keeps a returning visitor, and what is known of it', async () => {
    const first = await browser.open({ query })
    await first.mida.identify({ id: 'jane' })
    await (await browser.open({ query })).settled()

    expect(emulator.visitors.list()).toMatchObject([{ id: 'jane' }])
  })

  it('calls rmfk when its first request is answered', async () => {
    const rmfk = vi.fn()
    const page = await browser.open({ query, before: { rmfk }, held: true })
    expect(rmfk).not.toHaveBeenCalled()

    page.release()
    await page.settled()
    expect(rmfk).toHaveBeenCalledOnce()
  })
})

describe.each(['documented', '2024'])('reports of the %s generation', (generation) => {
  const query = `key=demo-project&generation=${generation}`

  it('tracks by sendBeacon, with the place of the page', async () => {
    const page = await browser.open({ query })
    page.mida.track('form_submitted', { form: 'newsletter', url_path: 'claimed' })
    await page.settled()

    expect(emulator.events.list()).toMatchObject([
      {
        name: 'form_submitted',
        properties: { form: 'newsletter', url_origin: 'https://shop.test', url_path: '/cart' },
        visitor: emulator.visitors.list()[0]?.midaUuid,
        by: 'script',
        source: 'script',
      },
    ])
  })

  it('talks to where it came from, without credentials', async () => {
    const page = await browser.open({ query })
    await page.settled()

    expect(page.requests).toMatchObject([
      { url: 'https://cdn.mida.test/collect/visit', init: { credentials: 'omit' } },
    ])
  })

  it('answers the variant of a seeded experiment, and null for any other', async () => {
    const seeded = createEmulator({ experiments: { '17': 'Variant 1' } })
    const page = await createBrowser(seeded).open({ query })
    await page.settled()

    expect(page.mida.version('17')).toBe('Variant 1')
    expect(page.mida.version('18')).toBeNull()
    expect(page.mida.version('constructor')).toBeNull()
  })

  it('never gets a uuid for a project that does not exist', async () => {
    const page = await browser.open({ query: `generation=${generation}&key=unknown` })
    await page.settled()

    expect(browser.cookies.size).toBe(0)
    expect(emulator.visitors.list()).toEqual([])
    expect(page.errors).toMatchObject([{ message: 'Mida: Unknown project key' }])
  })

  it('rejects identify when an attribute is no text, number or boolean, or when there are too many', async () => {
    const page = await browser.open({ query })

    await expect(page.mida.identify({ id: 'user_1', tags: ['a'] })).rejects.toThrow('tags must be')
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`a${index}`, index]))
    await expect(page.mida.identify(many)).rejects.toThrow('at most 100')
  })

  it('becomes the visitor with the uuid of its cookie when the emulator has forgotten it', async () => {
    browser.cookies.set('optimize_uuid', '85a35aca4df9')
    await (await browser.open({ query })).settled()

    expect(emulator.visitors.list()).toMatchObject([{ midaUuid: '85a35aca4df9' }])
  })
})

describe('its address', () => {
  it.each([
    ['generation=1999', 'generation'],
    ['fault=unknown', 'fault'],
    ['consent=maybe', 'consent'],
    ['delay_ms=-1', 'delay_ms'],
    ['uuid_delay_ms=60001', 'uuid_delay_ms'],
    ['experiments_delay_ms=soon', 'experiments_delay_ms'],
  ])('gets 400 for %s, and an error that names the parameter', async (query, name) => {
    const response = await emulator.fetch(`https://cdn.mida.so/js/optimize.js?key=demo-project&${query}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: expect.stringContaining(name) })
  })

  it('is answered as JavaScript that every origin may load', async () => {
    const { headers } = await emulator.fetch('https://cdn.mida.so/js/optimize.js?key=demo-project')

    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })

  it('cannot put code into the script', async () => {
    const key = `'"</script><script>alert(1)</script>\u2028`
    const response = await emulator.fetch(`https://cdn.mida.so/js/optimize.js?key=${encodeURIComponent(key)}`)
    const code = await response.text()
    expect(code).not.toContain('</script>')
    expect(code).not.toContain('\u2028')

    const page = await browser.open({ query: `key=${encodeURIComponent(key)}` })
    expect(JSON.parse(String(page.requests[0]?.init.body))).toMatchObject({ key })
  })

  it('answers a preflight of its reports', async () => {
    const response = await emulator.fetch('https://cdn.mida.so/collect/identify', { method: 'OPTIONS' })

    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
  })
})
