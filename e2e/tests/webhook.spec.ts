// What reaches the shop without a browser: the payment provider's webhook, and the scheduler's call.
import { newPerson, readUuid, signUp } from '../support/person.ts'
import { CRON_SECRET, newDatabase } from '../support/shop.ts'
import { buyPlanner, callWebhook, paymentOf, sign } from '../support/shopping.ts'
import { expect, test } from '../support/test.ts'

test('a webhook that is delivered again changes nothing and records nothing', async ({
  page,
  shop,
  mida,
}) => {
  const uuid = await readUuid(page)
  const orderId = await buyPlanner(page, newPerson('guest').email)
  await mida.waitForEvent({ name: 'purchase_completed', visitor: uuid })

  const answers = await Promise.all([1, 2, 3].map(() => callWebhook(shop.url, paymentOf(orderId))))

  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
    answers.map(() => ({ result: 'unchanged' })),
  )
  expect(mida.events.list({ name: 'purchase_completed', visitor: uuid })).toHaveLength(1)
})

test('a webhook of another amount, or of no order, is refused', async ({ page, shop }) => {
  const orderId = await buyPlanner(page, newPerson('guest').email)

  expect((await callWebhook(shop.url, paymentOf(orderId, 1))).status).toBe(422)
  expect((await callWebhook(shop.url, paymentOf('no-such-order'))).status).toBe(404)
})

for (const { what, signature } of [
  { what: 'without a signature', signature: () => '' },
  { what: 'signed with another secret', signature: (body: string) => sign(body, { secret: 'guessed' }) },
  { what: 'whose body was altered', signature: (body: string) => sign(`${body} `) },
  {
    what: 'that is six minutes old',
    signature: (body: string) => sign(body, { nowMs: Date.now() - 6 * 60_000 }),
  },
]) {
  test(`a webhook ${what} is refused`, async ({ shop }) => {
    const body = paymentOf('any-order')

    expect((await callWebhook(shop.url, body, signature(body))).status).toBe(401)
    expect((await callWebhook(shop.url, body)).status).toBe(404)
  })
}

test('a refund is paid by the scheduler’s call, once, and recorded against who bought', async ({
  page,
  shop,
  mida,
}) => {
  const uuid = await readUuid(page)
  const orderId = await buyPlanner(page, newPerson('guest').email)
  await page.getByRole('button', { name: 'Ask for a refund' }).click()
  await expect(page.getByText('You asked for your money back.')).toBeVisible()

  const headers = { authorization: `Bearer ${CRON_SECRET}` }
  const first = await fetch(`${shop.url}/api/cron/refunds`, { headers })
  const second = await fetch(`${shop.url}/api/cron/refunds`, { headers })

  expect(await first.json()).toEqual({ refundedCount: 1 })
  expect(await second.json()).toEqual({ refundedCount: 0 })
  const event = await mida.waitForEvent({ name: 'purchase_refunded', visitor: uuid })
  expect(event).toMatchObject({ by: 'mida_uuid', properties: { order_id: orderId, amount: 24 } })
  await page.reload()
  await expect(page.getByText('Your money is on its way back to you.')).toBeVisible()
})

test('the cron route does nothing for who does not know its secret', async ({ shop }) => {
  for (const authorization of ['', 'Bearer ', 'Bearer guessed', CRON_SECRET]) {
    const answer = await fetch(`${shop.url}/api/cron/refunds`, { headers: { authorization } })
    expect(answer.status).toBe(401)
  }
})

test('a user’s order is shown to nobody else', async ({ page, browser, shop }) => {
  await signUp(page, newPerson('ann'))
  const orderId = await buyPlanner(page)

  const stranger = await browser.newPage({ baseURL: shop.url })
  const answer = await stranger.goto(`/orders/${orderId}`)

  expect(answer?.status()).toBe(404)
  await stranger.close()
})

test('what is paid while Mida is down is recorded by the next shop, and a webhook that comes again adds nothing', async ({
  browser,
  mida,
  openShop,
}) => {
  const database = await newDatabase()
  const shop = await openShop({ apiUrl: 'http://127.0.0.1:9/v2', database })
  const page = await browser.newPage({ baseURL: shop.url })
  const uuid = await readUuid(page)
  const orderId = await buyPlanner(page, newPerson('guest').email)
  expect(await (await callWebhook(shop.url, paymentOf(orderId))).json()).toEqual({ result: 'unchanged' })
  await shop.stop('SIGKILL')

  const again = await openShop({ apiUrl: `${mida.server.url}/v2`, database })
  const answer = await callWebhook(again.url, paymentOf(orderId))
  expect(await answer.json()).toEqual({ result: 'unchanged' })

  const event = await mida.waitForEvent({ name: 'purchase_completed', visitor: uuid }, { timeoutMs: 20_000 })
  expect(event).toMatchObject({ by: 'mida_uuid', properties: { order_id: orderId } })
  await again.stop()
  expect(mida.events.list({ name: 'purchase_completed', visitor: uuid })).toHaveLength(1)
  await page.close()
})
