// Finding Mida's uuid: every form it has, late, blocked and broken scripts, the deadline.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cleanPage, createFakeMida, openPage, setCookie, setPage } from './browser-page.ts'
import { createClock } from './clock.ts'

beforeEach(cleanPage)
afterEach(cleanPage)

const READY = { status: 'ready', uuid: '85a35aca4df9' }

describe('the uuid', () => {
  it.each([
    ['a function that returns a promise', () => ({ mida: { uuid: async () => '85a35aca4df9' } })],
    ['a function that returns a string', () => ({ mida: { uuid: () => '85a35aca4df9' } })],
    ['a string property', () => ({ mida: { uuid: '85a35aca4df9' } })],
    ['_h_uuid', () => ({ mida: { uuid: undefined }, _h_uuid: '85a35aca4df9' })],
  ])('is read from %s', async (_form, makePage) => {
    setPage(makePage())
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is read from the cookie where nothing else is there', async () => {
    setCookie('85a35aca4df9')
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('prefers what the script says to _h_uuid and the cookie', async () => {
    setCookie('from-the-cookie')
    setPage({ mida: { uuid: () => '85a35aca4df9' }, _h_uuid: 'from-the-window' })
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('calls uuid() as a method of mida', async () => {
    setPage({
      mida: {
        own: '85a35aca4df9',
        uuid(this: { own: string }) {
          return this.own
        },
      },
    })
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is found when the script comes seconds after the client', async () => {
    const { client, clock } = openPage()
    await clock.advance(7_000)
    expect(client.getUuid()).toEqual({ status: 'pending' })

    setPage({ mida: createFakeMida('85a35aca4df9') })
    await clock.advance(500)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is looked for at once when MidaScript says that the script has loaded', async () => {
    const { client, clock } = openPage()
    await clock.advance(7_000)

    setPage({ mida: createFakeMida('85a35aca4df9') })
    dispatchEvent(new Event('mida-kit'))
    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is unavailable as soon as the script is known to be blocked', async () => {
    setPage({ __midaKit: { script: 'loading' } })
    const { client, clock } = openPage()
    await clock.advance(1_000)

    setPage({ __midaKit: { script: 'failed' } })
    dispatchEvent(new Event('mida-kit'))
    await clock.advance(0)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'blocked' })
  })

  it('comes from the cookie of an earlier page when the script is blocked on this one', async () => {
    setPage({ __midaKit: { script: 'failed' } })
    setCookie('85a35aca4df9')
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is unavailable at once where MidaScript has no project key', async () => {
    setPage({ __midaKit: { script: 'disabled' } })
    const { client, clock } = openPage()

    await clock.advance(0)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'disabled' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['never settles', () => new Promise(() => undefined)],
    ['answers something else', () => 42],
  ])('falls back to the cookie when uuid() %s', async (_fault, uuid) => {
    setPage({ mida: { uuid } })
    setCookie('85a35aca4df9')
    const { client, clock } = openPage()

    await clock.advance(1_000)

    expect(client.getUuid()).toEqual(READY)
  })

  it('is read on a sandboxed page, too, where asking for cookies throws', async () => {
    setPage({ mida: createFakeMida('85a35aca4df9') })
    const refuse = (): never => {
      throw new DOMException('The document is sandboxed.', 'SecurityError')
    }
    Object.defineProperty(document, 'cookie', { configurable: true, get: refuse })
    const { client, clock } = openPage()

    await clock.advance(1_000)
    Reflect.deleteProperty(document, 'cookie')

    expect(client.getUuid()).toEqual(READY)
  })

  it('is unavailable by the deadline where Mida’s script throws at each touch', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    setPage({ mida: proxy })
    const { client, clock } = openPage()

    await clock.advance(11_000)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'timed_out' })
  })

  it('is given up at the deadline and not looked for any more', async () => {
    let readCount = 0
    setPage({
      mida: {
        uuid: () => {
          readCount += 1
          return undefined
        },
      },
    })
    const { client, clock } = openPage({ uuidDeadlineMs: 4_000 })

    await clock.advance(4_000)
    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'timed_out' })
    const readCountAtDeadline = readCount
    await clock.advance(60_000)

    expect(readCount).toBeLessThanOrEqual(readCountAtDeadline + 1)
    expect(readCountAtDeadline).toBeLessThan(25)
  })

  it('is given up within the deadline also when the clock is set back meanwhile', async () => {
    let setBackMs = 0
    const clock = createClock()
    const { client } = openPage({ ...clock, nowMs: () => clock.nowMs() - setBackMs })
    await clock.advance(1_000)

    setBackMs = 86_400_000
    await clock.advance(11_000)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'timed_out' })
  })

  it('is unavailable for want of consent when Mida waits for it until the deadline', async () => {
    setPage({ mida: { uuid: () => new Promise(() => undefined), hasConsent: false } })
    const { client, clock } = openPage()

    await clock.advance(11_000)

    expect(client.getUuid()).toEqual({ status: 'unavailable', because: 'no_consent' })
  })

  it('keeps one state object and tells listeners of each change once', async () => {
    const { client, clock } = openPage()
    let changeCount = 0
    const unsubscribe = client.subscribe(() => {
      changeCount += 1
    })
    expect(client.getUuid()).toBe(client.getUuid())

    setPage({ mida: createFakeMida('85a35aca4df9') })
    await clock.advance(1_000)
    const ready = client.getUuid()
    await clock.advance(10_000)
    unsubscribe()

    expect(client.getUuid()).toBe(ready)
    expect(changeCount).toBe(1)
  })

  it('is not looked for while the page is prerendered', async () => {
    setPage({ mida: createFakeMida('85a35aca4df9') })
    Object.defineProperty(document, 'prerendering', { configurable: true, value: true })
    const { client, clock, endpoint } = openPage()
    await clock.advance(20_000)
    expect(client.getUuid()).toEqual({ status: 'pending' })
    expect(endpoint.sessionCount()).toBe(0)

    Reflect.deleteProperty(document, 'prerendering')
    document.dispatchEvent(new Event('prerenderingchange'))
    await clock.advance(0)

    expect(client.getUuid()).toEqual(READY)
    expect(endpoint.sessionCount()).toBe(1)
  })
})
