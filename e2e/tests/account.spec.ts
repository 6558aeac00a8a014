// What an account shows, and to whom: a uuid is a claim, and opens nothing.
import { logOut, newPerson, readUserId, readUuid, signUp, subscribe } from '../support/person.ts'
import { expect, test } from '../support/test.ts'

test('who claims another visitor’s uuid sees none of their events', async ({ page, browser, shop, mida }) => {
  await subscribe(page)
  const victim = await readUuid(page)
  await mida.waitForEvent({ name: 'form_submitted', visitor: victim })

  const attacker = await browser.newPage({ baseURL: shop.url })
  await signUp(attacker, newPerson('mallory'))
  const as = await readUserId(attacker)
  const account = await attacker.evaluate(
    async (visitor) => {
      const headers = { 'content-type': 'application/json' }
      await fetch('/api/m', { method: 'POST', headers, body: JSON.stringify({ visitor }) })
      return (await fetch('/api/account')).text()
    },
    { mida_uuid: victim, as },
  )

  expect(account).not.toContain('form_submitted')
  await attacker.close()
})

test('a session that was logged out opens nothing, although its cookie was kept', async ({
  page,
  context,
  shop,
}) => {
  await signUp(page, newPerson('ann'))
  const kept = (await context.cookies()).find(({ name }) => name === 'shop_session')
  await logOut(page)

  const answer = await fetch(`${shop.url}/api/m`, { headers: { cookie: `shop_session=${kept?.value}` } })

  expect(kept?.value).toBeTruthy()
  expect(await answer.json()).toEqual({ user: null })
})

test('with the script blocked the account says that Mida may not know the user', async ({ page }) => {
  await page.route('http://mida.test/**', (route) => route.abort('blockedbyclient'))

  await signUp(page, newPerson('ann'))

  await expect(page.getByText('Mida may not know this user yet.')).toBeVisible()
})
