// The shop's banner: before a yes nothing is told to anybody, a yes brings what waited, a no ends it.
import type { Page } from '@playwright/test'
import { choosePlan, newPerson, readUserId, signUp, subscribe, useScript } from '../support/person.ts'
import { buyPlanner } from '../support/shopping.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

test.use({ storageState: { cookies: [], origins: [] } })

const answer = (page: Page, name: 'Yes, measure' | 'No'): Promise<void> =>
  page.getByRole('region', { name: 'Consent' }).getByRole('button', { name, exact: true }).click()

const readCookieNames = async (page: Page): Promise<string[]> =>
  (await page.context().cookies()).map(({ name }) => name).sort()

/** Every request that could tell somebody of an event or a visitor. */
function listReports(page: Page): string[] {
  const reports: string[] = []
  page.on('request', (request) => {
    const isReport = request.url().includes('/collect/') || request.postData()?.includes('mida_uuid') === true
    if (isReport || request.postData()?.includes('"events"')) reports.push(request.url())
  })
  return reports
}

test('before an answer nothing is sent, and a yes brings what waited', async ({ page, mida, complaints }) => {
  await useScript(page, 'consent=required')
  const reports = listReports(page)
  await subscribe(page)
  await expect(page.getByText('The event form_submitted is on its way')).toBeVisible()
  expect(reports).toEqual([])
  expect(await readCookieNames(page)).toEqual([])

  await answer(page, 'Yes, measure')

  await expect(page.getByText('Handed to the shop, which passes it on to Mida.')).toBeVisible()
  const uuid = (await page.context().cookies()).find(({ name }) => name === 'optimize_uuid')?.value ?? ''
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  await expect(page.getByRole('region', { name: 'Consent' })).toBeHidden()
  expect(complaints).toEqual([])
})

test('after a no what waited is thrown away and told, and the next page asks no more', async ({ page }) => {
  await useScript(page, 'consent=required')
  const reports = listReports(page)
  await subscribe(page)

  await answer(page, 'No')

  await expect(page.getByText('Not recorded: there was no consent.')).toBeVisible()
  await page.goto('/pricing')
  await expect(page.getByRole('heading', { name: 'Pricing' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Consent' })).toBeHidden()
  expect(reports).toEqual([])
  expect(await readCookieNames(page)).toEqual(['shop_consent'])
})

test('a yes that is taken back deletes the cookies and the numbers stored with the account', async ({
  page,
  mida,
}) => {
  await useScript(page, 'consent=required')
  await page.goto('/')
  await answer(page, 'Yes, measure')
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  await expect
    .poll(async () => (await page.request.get('/api/account')).json())
    .toMatchObject({ midaUuids: [expect.any(String)] })
  expect(await readCookieNames(page)).toEqual(expect.arrayContaining(['mida_visitor', 'optimize_uuid']))

  await page.getByRole('link', { name: 'Privacy' }).click()
  await page.getByRole('button', { name: 'No, measure nothing' }).click()

  await expect(page.getByText('You said no.')).toBeVisible()
  await expect.poll(() => readCookieNames(page)).toEqual(['shop_consent', 'shop_session'])
  await expect
    .poll(async () => (await page.request.get('/api/account')).json())
    .toMatchObject({ midaUuids: [] })
})

test('who said no upgrades and buys, and the server tells Mida nothing of it', async ({ page, mida }) => {
  await page.goto('/')
  await answer(page, 'No')
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  mida.visitors.seed({ id })

  await choosePlan(page, 'Pro')
  await expect(page.getByText('Event plan_upgraded: Not recorded: there was no consent.')).toBeVisible()
  const orderId = await buyPlanner(page)

  const said = mida.requests.list().filter(({ body }) => body.includes(id) || body.includes(orderId))
  expect(said).toEqual([])
})

test('an answer in one tab holds in the other when it comes to the front', async ({ page, context }) => {
  await page.goto('/')
  await expect(page.getByRole('region', { name: 'Consent' })).toBeVisible()
  const other = await context.newPage()
  await other.goto('/pricing')

  await answer(other, 'Yes, measure')
  await page.bringToFront()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))

  await expect(page.getByRole('region', { name: 'Consent' })).toBeHidden()
  await expect.poll(() => readCookieNames(page)).toContain('optimize_uuid')
})

test('the banner is reached and answered by the keyboard alone', async ({ page }) => {
  await page.route(`http://${SCRIPT_HOST}/**`, (route) => route.abort('blockedbyclient'))
  await page.goto('/')
  const no = page.getByRole('region', { name: 'Consent' }).getByRole('button', { name: 'No' })
  await expect(no).toBeVisible()

  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(no).toBeFocused()
  await page.keyboard.press('Enter')

  await expect(no).toBeHidden()
})
