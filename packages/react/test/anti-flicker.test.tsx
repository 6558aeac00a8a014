// MidaScript's anti-flicker, and what the client hears of the inline script.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMidaClient } from '../src/index.ts'
import { openPage } from './browser-page.ts'
import { type Appended, closeInlinePage, hidden, loaders, openInlinePage, page, run } from './inline-page.tsx'

beforeEach(openInlinePage)
afterEach(closeInlinePage)

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

  it('ends at once when the loader cannot be appended, and the client hears of it', () => {
    vi.mocked(document.head.appendChild).mockImplementation((node) => {
      if ((node as never as Appended).localName === 'script') throw new TypeError('Trusted Types')
      document.head.append(node)
      return node
    })

    run({ projectKey: 'demo-project', antiFlicker: true })

    expect(hidden()).toBeNull()
    expect(page.__midaKit).toEqual({ script: 'failed' })
  })

  it('ends in time when Mida’s script loads and then throws', () => {
    run({ projectKey: 'demo-project', antiFlicker: true })
    loaders()[0]?.onload?.()
    expect(hidden()).not.toBeNull()

    vi.advanceTimersByTime(3_000)

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
