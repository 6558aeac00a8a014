// The browser script's experiments and feature flags, alike in both generations.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createEmulator } from '../src/index.ts'
import { createBrowser } from './browser.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe.each(['documented', '2024'])('the %s generation', (generation) => {
  const query = `key=demo-project&generation=${generation}`

  it('gives each visitor a variant of its own', async () => {
    const jane = '85a35aca4df9'
    const emulator = createEmulator({
      experiments: ({ midaUuid }) => ({ '17': midaUuid === jane ? 'Variant 1' : 'Control' }),
    })
    const browser = createBrowser(emulator)
    browser.cookies.set('optimize_uuid', jane)
    const [janes, other] = await Promise.all([
      browser.open({ query }),
      createBrowser(emulator).open({ query }),
    ])
    await janes.settled()
    await other.settled()

    expect([janes.mida.version('17'), other.mida.version('17')]).toEqual(['Variant 1', 'Control'])
  })

  it('knows no flag before its first request is answered, then the seeded ones', async () => {
    const emulator = createEmulator({ featureFlags: { search: true, chat: false } })
    const page = await createBrowser(emulator).open({ query, held: true })
    expect(page.mida.isFeatureEnabled('search')).toBe(false)

    page.release()
    await page.settled()

    const keys = ['search', 'chat', 'unknown', 'constructor']
    expect(keys.map((key) => page.mida.isFeatureEnabled(key))).toEqual([true, false, false, false])
  })

  it('calls back when the flags are known, and at once where they are', async () => {
    const page = await createBrowser(createEmulator()).open({ query, held: true })
    const onEarly = vi.fn()
    const onLate = vi.fn()
    page.mida.onFeatureFlags(() => {
      throw new Error('of the page')
    })
    page.mida.onFeatureFlags(onEarly)
    expect(onEarly).not.toHaveBeenCalled()

    page.release()
    await page.settled()
    page.mida.onFeatureFlags(onLate)

    expect(onEarly).toHaveBeenCalledOnce()
    expect(onLate).toHaveBeenCalledOnce()
    expect(page.errors).toMatchObject([{ message: 'of the page' }])
  })

  it('applies experiments and flags late by experiments_delay_ms, and shows the page then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const emulator = createEmulator({ experiments: { '17': 'Variant 1' }, featureFlags: { search: true } })
    const rmfk = vi.fn()
    const onFlags = vi.fn()
    const page = await createBrowser(emulator).open({
      query: `${query}&experiments_delay_ms=800`,
      before: { rmfk },
    })
    page.mida.onFeatureFlags(onFlags)
    await page.settled()
    expect(emulator.visitors.list()).toHaveLength(1)

    vi.advanceTimersByTime(799)
    expect([page.mida.version('17'), page.mida.isFeatureEnabled('search')]).toEqual([null, false])
    vi.advanceTimersByTime(1)

    expect([page.mida.version('17'), page.mida.isFeatureEnabled('search')]).toEqual(['Variant 1', true])
    expect(onFlags).toHaveBeenCalledOnce()
    expect(rmfk).toHaveBeenCalledOnce()
  })
})
