// The tested headline: the server writes the control, each visitor sees their own, and nothing moves.

import { readShift, recordShifts } from '../support/quality.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const CONTROL = 'A clear desk, every morning'
const CHALLENGER = 'Ten minutes in the morning'

test.afterEach(({ mida }) => {
  for (const id of Object.keys(mida.variants)) delete mida.variants[id]
})

test('a visitor of the variant sees it, and a click on it is recorded with it', async ({ page, mida }) => {
  mida.variants.hero = 'Variant 1'

  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(CHALLENGER, { useInnerText: true })
  await page.getByRole('link', { name: 'See the plans' }).click()

  const event = await mida.waitForEvent({ name: 'hero_clicked' })
  expect(event.properties).toMatchObject({ variant: 'Variant 1' })
})

test('the page comes with the control in its HTML, and nothing moves when a late variant takes its place', async ({
  page,
  shop,
  mida,
  complaints,
}) => {
  mida.variants.hero = 'Variant 1'
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(`http://${SCRIPT_HOST}/**`, async (route) => {
    await released
    return route.continue()
  })
  await page.setViewportSize({ width: 320, height: 800 })
  await recordShifts(page)
  expect(await (await fetch(shop.url)).text()).toContain(`<span>${CONTROL}</span>`)

  // The page's `load` would wait for the script.
  await page.goto('/', { waitUntil: 'domcontentloaded' })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(CONTROL, { useInnerText: true })
  release()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(CHALLENGER, { useInnerText: true })

  expect(await readShift(page)).toBe(0)
  expect(complaints).toEqual([])
})

test('a visitor without the script keeps the control', async ({ page }) => {
  await page.route(`http://${SCRIPT_HOST}/**`, (route) => route.abort('blockedbyclient'))

  await page.goto('/')

  await expect(page.locator('[data-variant-status="unavailable"]')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(CONTROL, { useInnerText: true })
})
