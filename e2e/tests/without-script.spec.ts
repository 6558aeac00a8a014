// A browser without JavaScript: the shop sells all the same, and what the server knows is recorded by the server.
import { newPerson, readUserId, readUuid, signUp } from '../support/person.ts'
import { addPlanner, buyPlanner, goToCheckout } from '../support/shopping.ts'
import { expect, test } from '../support/test.ts'

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a guest fills the cart, corrects a mistake and buys', async ({ page }) => {
    await addPlanner(page)
    await goToCheckout(page, 'not an address')
    await page.getByRole('button', { name: /^Pay/ }).click()
    await expect(page.getByText('This is not an e-mail address.')).toBeVisible()
    await expect(page.getByLabel('E-mail address')).toHaveValue('not an address')

    await page.getByLabel('E-mail address').fill(newPerson('guest').email)
    await page.getByRole('button', { name: /^Pay/ }).click()
    await page.waitForURL('**/orders/*')

    await expect(async () => {
      await page.reload()
      await expect(page.getByText('Paid. Thank you!')).toBeVisible({ timeout: 500 })
    }).toPass()
  })

  test('somebody signs up, upgrades, logs out and in again', async ({ page }) => {
    const ann = newPerson('ann')
    await page.goto('/')
    await page.getByRole('link', { name: 'Sign up', exact: true }).click()
    await page.getByLabel('E-mail address').fill(ann.email)
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Sign up' }).click()
    await expect(page.getByText('The password needs at least 8 characters.')).toBeVisible()
    await page.getByLabel('Password').fill(ann.password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await expect(page.getByRole('heading', { name: 'Who you are' })).toBeVisible()

    await page.getByRole('link', { name: 'Pricing' }).click()
    await page.getByRole('button', { name: 'Choose Pro' }).click()
    await expect(page.getByRole('region', { name: 'Who you are' })).toContainText('Pro')

    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByLabel('E-mail address').fill(ann.email)
    await page.getByLabel('Password').fill(ann.password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await expect(page.getByRole('region', { name: 'Who you are' })).toContainText(ann.email)
  })

  test('the newsletter takes an address, and consent can be given and taken back', async ({
    page,
    context,
    shop,
  }) => {
    await page.goto('/')
    await page.getByLabel('E-mail address').fill(newPerson('reader').email)
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await expect(page.getByText('You are on the list.')).toBeVisible()

    await page.goto('/privacy')
    await page.getByRole('button', { name: 'No, measure nothing' }).click()
    await expect
      .poll(async () => (await context.cookies(shop.url)).find(({ name }) => name === 'shop_consent')?.value)
      .toBe('denied')
  })
})

test('an upgrade without JavaScript is recorded by id once Mida knows the user', async ({
  page,
  browser,
  shop,
  mida,
}) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()

  const storageState = await page.context().storageState()
  const context = await browser.newContext({ baseURL: shop.url, storageState, javaScriptEnabled: false })
  const plain = await context.newPage()
  await plain.goto('/pricing')
  await plain.getByRole('button', { name: 'Choose Pro' }).click()

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  expect(await mida.waitForEvent({ name: 'plan_upgraded', visitor })).toMatchObject({ by: 'id' })
  await context.close()
})

test('a visitor’s cart without JavaScript is recorded by the cookie of before', async ({
  page,
  browser,
  shop,
  mida,
}) => {
  const uuid = await readUuid(page)
  await expect
    .poll(async () => (await page.context().cookies()).some(({ name }) => name === 'mida_visitor'))
    .toBe(true)

  const storageState = await page.context().storageState()
  const context = await browser.newContext({ baseURL: shop.url, storageState, javaScriptEnabled: false })
  await addPlanner(await context.newPage())

  expect(await mida.waitForEvent({ name: 'cart_item_added', visitor: uuid })).toMatchObject({
    by: 'mida_uuid',
  })
  await context.close()
})

test('a purchase is the same with and without JavaScript', async ({ page, browser, shop }) => {
  const withScript = await buyPlanner(page, newPerson('guest').email)
  const context = await browser.newContext({ baseURL: shop.url, javaScriptEnabled: false })
  const plain = await context.newPage()

  await plain.goto(`/orders/${withScript}`)

  await expect(plain.getByText('Paid. Thank you!')).toBeVisible()
  await context.close()
})
