// A shop that is told to stop right after a click loses nothing.
import { choosePlan, newPerson, readUserId, signUp, subscribe } from '../support/person.ts'
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
