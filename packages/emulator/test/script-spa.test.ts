// The flag by which a page says that it is a single-page application.
import { describe, expect, it, vi } from 'vitest'
import { createEmulator } from '../src/index.ts'
import { createBrowser } from './browser.ts'

/** As much of a window as navigation inside a page takes. */
function createSite(isSpa: boolean) {
  const location = { origin: 'https://shop.test', pathname: '/', search: '' }
  const listeners: (() => void)[] = []
  const move = (_state: unknown, _title: string, path: string): void => {
    location.pathname = path
  }
  const history = { pushState: move, replaceState: move }
  const rmfk = vi.fn()
  const before = {
    isSPA: isSpa,
    history,
    rmfk,
    addEventListener: (_type: string, listener: () => void) => listeners.push(listener),
  }
  const goBackTo = (path: string): void => {
    location.pathname = path
    for (const listener of listeners) listener()
  }
  return { before, location, history, rmfk, goBackTo }
}

async function open(isSpa: boolean, generation: string) {
  const emulator = createEmulator({ experiments: { '17': 'Control' } })
  const site = createSite(isSpa)
  const { before, location } = site
  const query = `key=demo-project&generation=${generation}`
  const page = await createBrowser(emulator).open({ before, location, query })
  await page.settled()
  const visitCount = () => page.requests.filter(({ url }) => url.endsWith('/collect/visit')).length
  return { emulator, site, page, visitCount }
}

describe.each(['documented', '2024'])('the %s generation', (generation) => {
  it('asks for experiments again on each page of a single-page application, for the same visitor', async () => {
    const { emulator, site, page, visitCount } = await open(true, generation)
    emulator.seed({ experiments: { '17': 'Variant 1' } })
    site.history.pushState(null, '', '/cart')
    await page.settled()
    expect(page.mida.version('17')).toBe('Variant 1')

    site.history.replaceState(null, '', '/checkout')
    site.goBackTo('/cart')
    await page.settled()
    expect(visitCount()).toBe(4)
    expect(site.rmfk).toHaveBeenCalledTimes(4)
    expect(emulator.visitors.list()).toHaveLength(1)
  })

  it('asks nothing where the address stays, or consent is withdrawn', async () => {
    const { site, page, visitCount } = await open(true, generation)
    site.history.replaceState(null, '', site.location.pathname)
    page.mida.grantConsent(false)
    site.history.pushState(null, '', '/cart')
    await page.settled()

    expect(visitCount()).toBe(1)
  })

  it('asks once where the page is none', async () => {
    const { site, page, visitCount } = await open(false, generation)
    site.history.pushState(null, '', '/cart')
    await page.settled()

    expect(visitCount()).toBe(1)
  })
})
