// What identify does to visitors, through the browser script. These are the emulator's assumptions, not Mida's words.
import { beforeEach, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../src/index.ts'
import { postEvent } from './api-calls.ts'
import { createBrowser, type Page } from './browser.ts'

let emulator: Emulator

beforeEach(() => {
  emulator = createEmulator()
})

/** A page whose visitor exists. */
async function visit(): Promise<Page & { midaUuid: string }> {
  const browser = createBrowser(emulator)
  const page = await browser.open()
  await page.settled()
  return { ...page, midaUuid: browser.cookies.get('optimize_uuid') ?? '' }
}

const readUuid = (page: Page) => (page.mida.uuid as () => Promise<string>)()

describe('an anonymous visitor', () => {
  it('gets an id that nobody has, with email and attributes', async () => {
    const page = await visit()
    await page.mida.identify({ id: 'jane', email: 'jane@example.com', plan: 'pro', seats: 3, trial: false })

    expect(emulator.visitors.list()).toMatchObject([
      {
        midaUuid: page.midaUuid,
        id: 'jane',
        email: 'jane@example.com',
        attributes: { plan: 'pro', seats: 3, trial: false },
      },
    ])
  })

  it('is found by its numeric id as a string', async () => {
    const page = await visit()
    await page.mida.identify({ id: 12_345 })

    expect(await postEvent(emulator, { event_name: 'a', id: '12345' })).toMatchObject({ status: 200 })
  })

  it('is merged into the visitor that has the id: events move, and its uuid becomes an alias', async () => {
    const jane = emulator.visitors.seed({ id: 'jane' })
    const page = await visit()
    page.mida.track('seen_before_login')
    await page.mida.identify({ id: 'jane', plan: 'pro' })

    expect(await readUuid(page)).toBe(jane.midaUuid)
    expect(emulator.visitors.list()).toMatchObject([
      { ...jane, aliases: [page.midaUuid], attributes: { plan: 'pro' } },
    ])
    expect(emulator.events.list()).toMatchObject([{ name: 'seen_before_login', visitor: jane.midaUuid }])
  })

  it('is merged into the visitor that has the email when no id is given', async () => {
    const jane = emulator.visitors.seed({ email: 'jane@example.com' })
    const page = await visit()
    await page.mida.identify({ email: 'jane@example.com' })

    expect(await readUuid(page)).toBe(jane.midaUuid)
    expect(emulator.visitors.list()).toHaveLength(1)
  })

  it('keeps what an empty value does not say', async () => {
    const page = await visit()
    await page.mida.identify({ id: 'jane', email: 'jane@example.com' })
    await page.mida.identify({ id: 'jane', email: '', plan: null })

    expect(emulator.visitors.list()).toMatchObject([{ email: 'jane@example.com', attributes: {} }])
  })

  it('stays anonymous when only attributes are given', async () => {
    const page = await visit()
    await page.mida.identify({ plan: 'pro' })

    expect(emulator.visitors.list()).toMatchObject([{ id: null, email: null, attributes: { plan: 'pro' } }])
  })
})

describe('a visitor with an id', () => {
  it('is left alone for an id that somebody else has, and the browser is that visitor', async () => {
    const john = emulator.visitors.seed({ id: 'john' })
    const page = await visit()
    await page.mida.identify({ id: 'jane', plan: 'pro' })
    await page.mida.identify({ id: 'john' })

    expect(await readUuid(page)).toBe(john.midaUuid)
    expect(emulator.visitors.get({ id: 'jane' })).toMatchObject({
      midaUuid: page.midaUuid,
      attributes: { plan: 'pro' },
    })
    expect(emulator.visitors.get({ id: 'john' })).toMatchObject({ aliases: [], attributes: {} })
  })

  it('is left alone for an id that nobody has, and the browser is a new visitor', async () => {
    const page = await visit()
    await page.mida.identify({ id: 'jane' })
    await page.mida.identify({ id: 'john' })

    const john = emulator.visitors.get({ id: 'john' })
    expect(await readUuid(page)).toBe(john?.midaUuid)
    expect(emulator.visitors.get({ id: 'jane' })).toMatchObject({ midaUuid: page.midaUuid })
    expect(john?.midaUuid).not.toBe(page.midaUuid)
  })

  it('changes its email, and is not found by the old one any more', async () => {
    const page = await visit()
    await page.mida.identify({ id: 'jane', email: 'old@example.com' })
    await page.mida.identify({ email: 'new@example.com' })

    expect(emulator.visitors.get({ email: 'new@example.com' })).toMatchObject({ id: 'jane' })
    expect(emulator.visitors.get({ email: 'old@example.com' })).toBeUndefined()
  })

  it('takes over an email without being merged into the visitor that had it', async () => {
    emulator.visitors.seed({ email: 'jane@example.com' })
    const page = await visit()
    await page.mida.identify({ id: 'jane' })
    await page.mida.identify({ email: 'jane@example.com' })

    expect(emulator.visitors.get({ email: 'jane@example.com' })?.midaUuid).toBe(page.midaUuid)
    expect(emulator.visitors.list()).toHaveLength(2)
  })
})

it('makes a new visitor for another email than the one that the visitor has', async () => {
  const page = await visit()
  await page.mida.identify({ email: 'jane@example.com' })
  await page.mida.identify({ email: 'john@example.com' })

  expect(emulator.visitors.list().map((visitor) => visitor.email)).toEqual([
    'jane@example.com',
    'john@example.com',
  ])
})

describe('a uuid that was merged away', () => {
  async function merge(): Promise<{ stale: string; janesUuid: string }> {
    const jane = emulator.visitors.seed({ id: 'jane' })
    const page = await visit()
    await page.mida.identify({ id: 'jane' })
    return { stale: page.midaUuid, janesUuid: jane.midaUuid }
  }

  it('still names the visitor', async () => {
    const { stale, janesUuid } = await merge()
    const reply = await postEvent(emulator, { event_name: 'a', mida_uuid: stale })

    expect(reply.status).toBe(200)
    expect(emulator.events.list({ visitor: stale })).toMatchObject([{ visitor: janesUuid }])
    expect(emulator.visitors.get({ midaUuid: stale })?.id).toBe('jane')
  })

  it("is unknown for good with staleUuids 'rejected'", async () => {
    emulator = createEmulator({ staleUuids: 'rejected' })
    const { stale } = await merge()
    expect(await postEvent(emulator, { event_name: 'a', mida_uuid: stale })).toMatchObject({ status: 400 })

    const browser = createBrowser(emulator)
    browser.cookies.set('optimize_uuid', stale)
    await (await browser.open()).settled()
    expect(browser.cookies.get('optimize_uuid')).not.toBe(stale)
  })
})
