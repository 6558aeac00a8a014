// The anti-flicker in a real browser: whatever becomes of Mida's script, the page is seen.
import type { Page } from '@playwright/test'
import { changeDocuments } from '../support/document.ts'
import { useScript } from '../support/person.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const SCRIPT = `http://${SCRIPT_HOST}/**`

/** The shop leaves the anti-flicker off: this turns it on, in the script that the page is served with. */
async function hideFor(page: Page, hideMs: number): Promise<void> {
  await changeDocuments(page, async (html) => {
    expect(html).toContain('"hideMs":0')
    return { html: html.replace('"hideMs":0', `"hideMs":${hideMs}`) }
  })
}

const readOpacity = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).opacity)

test('a blocked script hides the page no longer than until it is known to be blocked', async ({ page }) => {
  await hideFor(page, 3_600_000)
  await page.route(SCRIPT, (route) => route.abort('blockedbyclient'))

  await page.goto('/')

  await expect.poll(() => readOpacity(page)).toBe('1')
})

test('a script that never comes hides the page for its time-out', async ({ page }) => {
  await hideFor(page, 1_500)
  await page.route(SCRIPT, () => undefined)

  await page.goto('/', { waitUntil: 'commit' })
  await page.waitForFunction(() => document.body !== null)

  expect(await readOpacity(page)).toBe('0')
  await expect.poll(() => readOpacity(page)).toBe('1')
})

test('a script that throws hides the page for its time-out', async ({ page }) => {
  await hideFor(page, 1_000)
  await useScript(page, 'fault=throw')

  await page.goto('/')

  await expect.poll(() => readOpacity(page)).toBe('1')
})

test('a script that works shows the page when its variants are applied', async ({ page }) => {
  await hideFor(page, 3_600_000)
  await useScript(page, 'experiments_delay_ms=300')

  await page.goto('/')

  await expect.poll(() => readOpacity(page)).toBe('1')
})
