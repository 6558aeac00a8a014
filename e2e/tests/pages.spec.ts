// The shop's pages as they are: clean to axe in both colour schemes, nothing sticks out, nothing moves, nothing is printed.
import type { Page } from '@playwright/test'
import { logIn, newPerson, readUserId, signUp } from '../support/person.ts'
import { findFaults, findOverflow, readShift, recordShifts } from '../support/quality.ts'
import { addPlanner, buyPlanner, goToCheckout, pay } from '../support/shopping.ts'
import { expect, test } from '../support/test.ts'

const STATIC_PAGES = ['/', '/shop', '/pricing', '/login', '/signup', '/privacy', '/lab', '/lab/hidden-route']
const WIDTHS = [320, 390, 1_280]

for (const path of [...STATIC_PAGES, '/account', '/no-such-page']) {
  test(`axe finds nothing wrong with ${path}, light and dark`, async ({ page }) => {
    await page.goto(path)

    await expectNoFaults(page)
  })
}

test('axe finds nothing wrong with a purchase and the account it leads to, light and dark', async ({
  page,
  mida,
}) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await addPlanner(page)
  await expectNoFaults(page)
  await goToCheckout(page, 'not an address')
  await page.getByRole('button', { name: /^Pay/ }).click()
  await expect(page.getByText('This is not an e-mail address.')).toBeVisible()
  await expectNoFaults(page)

  await page.getByLabel('E-mail address').fill(newPerson('ann').email)
  await pay(page)
  await expect(page.getByText('Paid. Thank you!')).toBeVisible()
  await expectNoFaults(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  await page.goto('/account')
  await expect(page.getByText('purchase_completed').first()).toBeVisible()
  await expectNoFaults(page)
})

test.describe('before an answer to the banner', () => {
  test.use({ storageState: { cookies: [], origins: [] } })

  test('axe finds nothing wrong with the banner, light and dark, and it moves nothing', async ({ page }) => {
    await recordShifts(page)
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'Consent' })).toBeVisible()

    expect(await readShift(page)).toBe(0)
    await expectNoFaults(page)
  })
})

for (const width of WIDTHS) {
  test(`nothing sticks out and nothing moves on a page ${width} pixels wide`, async ({
    page,
    complaints,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    await recordShifts(page)
    for (const path of STATIC_PAGES) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      expect(await findOverflow(page), path).toEqual([])
      expect(await readShift(page), path).toBe(0)
    }
    expect(complaints).toEqual([])
  })

  test(`nothing sticks out and nothing moves for a user on a page ${width} pixels wide`, async ({
    page,
    complaints,
  }) => {
    await page.setViewportSize({ width, height: 800 })
    const ann = newPerson('somebody.with.a.rather.long.address')
    await signUp(page, ann)
    await readUserId(page)
    const orderId = await buyPlanner(page)
    await addPlanner(page)
    await recordShifts(page)
    for (const path of ['/', '/pricing', '/cart', '/checkout', `/orders/${orderId}`, '/account']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      expect(await findOverflow(page), path).toEqual([])
      expect(await readShift(page), path).toBe(0)
    }
    expect(complaints).toEqual([])
  })
}

test('who has only a keyboard sees where they are, skips the header, logs in and out', async ({ page }) => {
  const ann = newPerson('ann')
  await signUp(page, ann)
  await page.context().clearCookies({ name: 'shop_session' })
  await page.goto('/login')

  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused()
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toHaveCSS('outline-style', 'solid')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel('E-mail address')).toBeFocused()
  await expect(page.getByLabel('E-mail address')).toHaveCSS('outline-style', 'solid')
  await page.keyboard.type(ann.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'password is wrong' })).toBeVisible()

  await logIn(page, ann)
  await page.getByRole('button', { name: 'Log out' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Log in' })).toBeVisible()
})

async function expectNoFaults(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findFaults(page), colorScheme).toEqual([])
  }
}
