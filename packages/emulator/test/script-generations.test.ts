// The browser script in what its two generations do differently.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'

let emulator: Emulator
let browser: Browser

beforeEach(() => {
  emulator = createEmulator()
  browser = createBrowser(emulator)
})

const names = () => emulator.events.list().map((event) => event.name)
const readUuid = (page: Page) => (page.mida.uuid as () => Promise<string>)()

describe('the documented generation', () => {
  it('gives the uuid as a promise that settles with the first request', async () => {
    const page = await browser.open({ held: true })
    const uuid = readUuid(page)
    page.release()

    expect(await uuid).toBe(emulator.visitors.list()[0]?.midaUuid)
  })

  it('executes what was queued before it ran, in order', async () => {
    const before = {
      mdq: [
        ['track', 'first', { n: 1 }],
        ['identify', { id: 'user_1' }],
        ['track', 'second'],
      ],
    }
    const page = await browser.open({ before })
    await page.settled()

    expect(names()).toEqual(['first', 'second'])
    expect(emulator.events.list()[0]?.properties).toMatchObject({ n: 1 })
    expect(emulator.visitors.get({ id: 'user_1' })).toBeDefined()
  })

  it('executes a push after it is ready', async () => {
    const page = await browser.open({ before: { mdq: [] } })
    await page.settled()
    page.window.mdq?.push(['track', 'late'])
    await page.settled()

    expect(names()).toEqual(['late'])
  })

  it('never reads a queue that was made after it ran', async () => {
    const page = await browser.open()
    page.window.mdq ??= []
    page.window.mdq.push(['track', 'lost'])
    await page.settled()

    expect(names()).toEqual([])
  })

  it('warns of an entry that it does not know, and goes on', async () => {
    const page = await browser.open({ before: { mdq: [null, ['fly'], ['track', 'known']] } })
    await page.settled()

    expect(names()).toEqual(['known'])
    expect(page.errors).toHaveLength(2)
  })

  it('gives the other uuid after identify', async () => {
    const jane = emulator.visitors.seed({ id: 'jane' })
    const page = await browser.open()
    await page.mida.identify({ id: 'jane' })

    expect(await readUuid(page)).toBe(jane.midaUuid)
    expect(browser.cookies.get('optimize_uuid')).toBe(jane.midaUuid)
  })
})

describe('the 2024 generation', () => {
  const query = 'key=demo-project&generation=2024'

  it('leaves mida.uuid undefined on the first page view, while _h_uuid and the cookie have it', async () => {
    const page = await browser.open({ query })
    await page.settled()

    const [visitor] = emulator.visitors.list()
    expect(page.mida.uuid).toBeUndefined()
    expect(page.window._h_uuid).toBe(visitor?.midaUuid)
    expect(browser.cookies.get('optimize_uuid')).toBe(visitor?.midaUuid)
  })

  it('fills mida.uuid by identify', async () => {
    const page = await browser.open({ query })
    await page.mida.identify({ id: 'user_1' })

    expect(page.mida.uuid).toBe(emulator.visitors.get({ id: 'user_1' })?.midaUuid)
  })

  it('fills mida.uuid on the next page view, when the first request is answered', async () => {
    await (await browser.open({ query })).settled()
    const page = await browser.open({ query, held: true })
    expect(page.mida.uuid).toBeUndefined()

    page.release()
    await page.settled()
    expect(page.mida.uuid).toBe(emulator.visitors.list()[0]?.midaUuid)
  })

  it('replaces uuid, _h_uuid and cookie after identify as somebody who is known', async () => {
    const jane = emulator.visitors.seed({ id: 'jane' })
    const page = await browser.open({ query })
    await page.mida.identify({ id: 'jane' })

    expect(page.mida.uuid).toBe(jane.midaUuid)
    expect(page.window._h_uuid).toBe(jane.midaUuid)
    expect(browser.cookies.get('optimize_uuid')).toBe(jane.midaUuid)
  })

  it('executes what is in the queue when it is ready, if the queue was there before it', async () => {
    const page = await browser.open({ query, before: { mdq: [['track', 'before']] }, held: true })
    page.window.mdq?.push(['track', 'between'])
    page.release()
    await page.settled()

    expect(names()).toEqual(['before', 'between'])
  })

  it('does not execute a push after it is ready', async () => {
    const page = await browser.open({ query, before: { mdq: [] } })
    await page.settled()
    page.window.mdq?.push(['track', 'lost'])
    await page.settled()

    expect(names()).toEqual([])
  })

  it('never reads a queue that was made after it ran', async () => {
    const page = await browser.open({ query, held: true })
    page.window.mdq ??= []
    page.window.mdq.push(['track', 'lost'])
    page.release()
    await page.settled()

    expect(names()).toEqual([])
  })
})
