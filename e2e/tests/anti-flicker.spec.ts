// The anti-flicker in a real browser: whatever becomes of Mida's script, the page is seen.
import type { Page } from '@playwright/test'
import { type DocumentProxy, startProxy } from '../support/document-proxy.ts'
import { useScript } from '../support/person.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const SCRIPT = `http://${SCRIPT_HOST}/**`
const HOUR_MS = 3_600_000

let proxy: DocumentProxy | undefined

test.afterEach(async () => proxy?.close())

/** The shop leaves the anti-flicker off: this turns it on, in the script that the page is served with. */
async function serveHidden(shopUrl: string, hideMs: number): Promise<string> {
  proxy = await startProxy(shopUrl, (html) => {
    expect(html).toContain('"hideMs":0')
    return { html: html.replace('"hideMs":0', `"hideMs":${hideMs}`) }
  })
  return proxy.url
}

const readOpacity = (page: Page): Promise<string> =>
  page.evaluate(() => (document.body ? getComputedStyle(document.body).opacity : 'no body'))

const readScript = (page: Page): Promise<unknown> =>
  page.evaluate(() => Reflect.get(window, '__midaKit').script)

test('a blocked script hides the page no longer than until it is known to be blocked', async ({
  page,
  shop,
}) => {
  await page.route(SCRIPT, (route) => route.abort('blockedbyclient'))

  await page.goto(await serveHidden(shop.url, HOUR_MS))

  await expect.poll(() => readOpacity(page)).toBe('1')
  expect(await readScript(page)).toBe('failed')
})

test('a script that never comes hides the page for its time-out', async ({ page, shop }) => {
  await page.route(SCRIPT, () => undefined)

  await page.goto(await serveHidden(shop.url, 2_000), { waitUntil: 'commit' })

  await expect.poll(() => readOpacity(page), { intervals: [20] }).toBe('0')
  await expect.poll(() => readOpacity(page)).toBe('1')
  expect(await readScript(page)).toBe('loading')
})

test('a script that throws hides the page for its time-out', async ({ page, shop }) => {
  await useScript(page, 'fault=throw')

  await page.goto(await serveHidden(shop.url, 1_000))

  await expect.poll(() => readOpacity(page)).toBe('1')
  expect(await readScript(page)).toBe('loaded')
})

test('a script that works shows the page when its variants are applied', async ({ page, shop }) => {
  await useScript(page, 'experiments_delay_ms=300')

  await page.goto(await serveHidden(shop.url, HOUR_MS))

  await expect.poll(() => readOpacity(page)).toBe('1')
  expect(await readScript(page)).toBe('loaded')
})
