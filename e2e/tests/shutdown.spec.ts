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
  const shop = await openShop({ apiUrl: `${mida.server.url}/v2` })
  const page = await browser.newPage({ baseURL: shop.url })
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()

  await shop.stop()

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  expect(mida.events.list({ name: 'signed_up', visitor })).toHaveLength(1)
  await page.close()
})

test('SIGTERM with Mida down tells what could not be sent, in the log and on the account page', async ({
  browser,
  openShop,
}) => {
  const database = await newDatabase()
  const down = 'http://127.0.0.1:9/v2'
  const shop = await openShop({ apiUrl: down, database })
  const page = await browser.newPage({ baseURL: shop.url })
  const ann = newPerson('ann')
  await signUp(page, ann)
  await choosePlan(page, 'Pro')

  await shop.stop()
  expect(shop.output()).toMatch(/\[mida\] \d+ events were not sent, or are in doubt, as the process ended/)

  const again = await openShop({ apiUrl: down, database })
  const later = await browser.newPage({ baseURL: again.url })
  await logIn(later, ann)
  const known = later.getByRole('region', { name: 'What the server knows' })
  await expect(known.getByText('Not recorded: the shop was shutting down.').first()).toBeVisible()
  await page.close()
  await later.close()
})
