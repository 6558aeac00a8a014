// The browser script under consent management.
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
  const plain = `key=demo-project&generation=${generation}`
  const required = `consent=required&${plain}`

  it('shows the page and sends nothing until consent is granted', async () => {
    const rmfk = vi.fn()
    const page = await browser.open({ query: required, before: { rmfk } })
    page.mida.track('lost')
    await page.mida.identify({ id: 'user_1' })
    await page.settled()

    expect(page.mida.hasConsent).toBe(false)
    expect(page.requests).toEqual([])
    expect(browser.written).toEqual([])
    expect(rmfk).toHaveBeenCalledOnce()
  })

  it('starts when consent is granted, and remembers the grant', async () => {
    const page = await browser.open({ query: required, before: { mdq: [['track', 'queued']] } })
    page.mida.track('lost')
    page.mida.grantConsent(true)
    await page.settled()

    expect(page.mida.hasConsent).toBe(true)
    expect(browser.storage.get('mida_consent')).toBe('yes')
    expect(browser.cookies.has('optimize_uuid')).toBe(true)
    expect(emulator.events.list()).toMatchObject([{ name: 'queued' }])

    const next = await browser.open({ query: required })
    expect(next.mida.hasConsent).toBe(true)
  })

  it('forgets the visitor when consent is withdrawn', async () => {
    const page = await browser.open({ query: plain })
    await page.settled()
    page.mida.grantConsent(false)
    page.mida.track('lost')
    await page.settled()

    expect(page.mida.hasConsent).toBe(false)
    expect(browser.storage.get('mida_consent')).toBe('no')
    expect(browser.cookies.has('optimize_uuid')).toBe(false)
    expect(page.window._h_uuid).toBeUndefined()
    expect(emulator.events.list()).toEqual([])
  })

  it('drops a first answer that a withdrawal has overtaken, and lets nobody wait', async () => {
    const page = await browser.open({ query: plain, held: true })
    const identified = page.mida.identify({ id: 'user_1' })
    page.mida.track('lost')
    page.mida.grantConsent(false)
    await identified
    page.release()
    await page.settled()

    expect(browser.cookies.has('optimize_uuid')).toBe(false)
    expect(emulator.events.list()).toEqual([])
    expect(page.requests.map((request) => request.url)).toEqual(['https://cdn.mida.test/collect/visit'])
  })

  it('makes a new visitor when consent is granted again', async () => {
    const page = await browser.open({ query: plain })
    await page.settled()
    page.mida.grantConsent(false)
    page.mida.grantConsent(true)
    page.mida.track('back')
    await page.settled()

    const [former, present] = emulator.visitors.list()
    expect(present?.midaUuid).not.toBe(former?.midaUuid)
    expect(emulator.events.list()).toMatchObject([{ name: 'back', visitor: present?.midaUuid }])
  })

  it('has consent where none is required, unless it was refused before', async () => {
    expect((await browser.open({ query: plain })).mida.hasConsent).toBe(true)

    browser.storage.set('mida_consent', 'no')
    expect((await browser.open({ query: plain })).mida.hasConsent).toBe(false)
  })
})

it('settles uuid() only once consent is granted', async () => {
  const page = await browser.open({ query: 'key=demo-project&consent=required' })
  const onUuid = vi.fn()
  const known = (page.mida.uuid as () => Promise<string>)().then(onUuid)
  await page.settled()
  expect(onUuid).not.toHaveBeenCalled()

  page.mida.grantConsent(true)
  await known
  expect(onUuid).toHaveBeenCalledWith(emulator.visitors.list()[0]?.midaUuid)
})
