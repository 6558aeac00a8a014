// A shop that is told to stop right after a click loses nothing.
import { choosePlan, logIn, newPerson, readUserId, signUp, subscribe } from '../support/person.ts'
import { newDatabase } from '../support/shop.ts'
import { expect, test } from '../support/test.ts'

test('SIGTERM right after an upgrade loses no event, although Mida is slow', async ({
  browser,
  mida,
  openShop,
}) => {
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2` })
  const page = await browser.newPage({ baseURL: shop.url })
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  const clear = mida.fail({ kind: 'delay', ms: 1_000, match: ({ body }) => body.includes('plan_upgraded') })

  await choosePlan(page, 'Pro')
  await shop.stop()

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  expect(mida.events.list({ name: 'plan_upgraded', visitor })).toHaveLength(1)
  clear()
  await page.close()
})

test('SIGTERM right after a visitor’s click loses no event', async ({ browser, mida, openShop }) => {
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2`, database: await newDatabase() })
  const page = await browser.newPage({ baseURL: shop.url })

  await subscribe(page)
  await expect(page.getByText('Handed to the shop')).toBeVisible()
  const uuid = (await page.context().cookies()).find(({ name }) => name === 'optimize_uuid')?.value ?? ''
  await shop.stop()

  expect(mida.events.list({ name: 'form_submitted', visitor: uuid })).toHaveLength(1)
  await page.close()
})

test('SIGTERM right after a sign-up loses no event, although Mida has only just met the user', async ({
  browser,
  mida,
  openShop,
}) => {
  const database = await newDatabase()
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2`, database })
  const page = await browser.newPage({ baseURL: shop.url })
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()

  await shop.stop()
  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  await openShop({ apiUrl: `${mida.server.url}/v2`, database })

  await mida.waitForEvent({ name: 'signed_up', visitor }, { timeoutMs: 20_000 })
  expect(mida.events.list({ name: 'signed_up', visitor })).toHaveLength(1)
  await page.close()
})

test('what could not be sent before SIGTERM waits on disk, and is recorded by the next shop', async ({
  browser,
  mida,
  openShop,
}) => {
  const database = await newDatabase()
  const shop = await openShop({ apiUrl: 'http://127.0.0.1:9/v2', database })
  const page = await browser.newPage({ baseURL: shop.url })
  const ann = newPerson('ann')
  await signUp(page, ann)
  const id = await readUserId(page)
  await choosePlan(page, 'Pro')

  await shop.stop()
  mida.visitors.seed({ id })
  const again = await openShop({ apiUrl: `${mida.server.url}/v2`, database })

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  await mida.waitForEvent({ name: 'plan_upgraded', visitor }, { timeoutMs: 20_000 })
  const later = await browser.newPage({ baseURL: again.url })
  await logIn(later, ann)
  const known = later.getByRole('region', { name: 'What the server knows' })
  await expect(known.getByRole('listitem').filter({ hasText: 'plan_upgraded' })).toContainText(
    'Recorded by id',
  )
  await page.close()
  await later.close()
})
