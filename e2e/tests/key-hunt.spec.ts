// Every byte that reaches the browser, searched for the API key: documents, scripts, RSC payloads, answers, headers.
import { choosePlan, logIn, logOut, newPerson, signUp, subscribe } from '../support/person.ts'
import { API_KEY, CRON_SECRET, WEBHOOK_SECRET } from '../support/shop.ts'
import { buyPlanner } from '../support/shopping.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const ENCODINGS = [API_KEY, CRON_SECRET, WEBHOOK_SECRET].flatMap((secret) => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
])

test('no byte that reaches the browser holds the API key or another secret', async ({ page, shop, mida }) => {
  const received: { readonly what: string; readonly text: string }[] = []
  await page.route('**', async (route) => {
    const url = route.request().url().replace(`http://${SCRIPT_HOST}`, mida.server.url)
    const response = await route.fetch({ url, maxRedirects: 0 })
    const body = await response.text()
    received.push({
      what: route.request().url(),
      text: `${JSON.stringify(response.headersArray())}\n${body}`,
    })
    await route.fulfill({ response })
  })

  const ann = newPerson('ann')
  await subscribe(page)
  await expect(page.getByText('Handed to the shop')).toBeVisible()
  await signUp(page, ann)
  await choosePlan(page, 'Pro')
  await logOut(page)
  await logIn(page, ann)
  await buyPlanner(page)
  for (const path of ['/account', '/lab', '/lab/late-script', '/lab/strict-csp', '/privacy'])
    await page.goto(path)
  for (const path of [
    '/api/m',
    '/api/m?health',
    '/api/me',
    '/api/account',
    '/api/cron/refunds',
    '/no-such-page',
  ]) {
    await page.evaluate((url) => fetch(url).then((answer) => answer.text()), path)
  }
  for (const path of ['/api/m', '/api/payments/webhook']) {
    await page.evaluate((url) => fetch(url, { method: 'POST', body: '{' }), path)
  }
  const scripts = new Set(received.flatMap(({ what }) => (what.endsWith('.js') ? [`${what}.map`] : [])))
  for (const script of scripts)
    await page.evaluate((url) => fetch(url).then((answer) => answer.text()), script)
  received.push({ what: 'cookies and storage', text: JSON.stringify(await page.context().storageState()) })
  received.push({ what: 'the page', text: await page.content() })

  const found = received
    .filter(({ text }) => ENCODINGS.some((form) => text.includes(form)))
    .map(({ what }) => what)
  expect(found).toEqual([])
  expect(scripts.size).toBeGreaterThan(5)
  expect(received.length).toBeGreaterThan(30)
  expect(received.some(({ what }) => what.includes('_rsc'))).toBe(true)
  expect(shop.output()).not.toContain(API_KEY)
})
