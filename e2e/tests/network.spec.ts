// Networks, browsers and clocks as they are: blockers, slow lines, other cookies, a wrong time.
import { chromium } from '@playwright/test'
import { choosePlan, newPerson, readUserId, readUuid, signUp, subscribe } from '../support/person.ts'
import { buyPlanner } from '../support/shopping.ts'
import { expect, SCRIPT_HOST, test } from '../support/test.ts'

const HANDED_OVER = 'Handed to the shop, which passes it on to Mida.'

// What lists of ad blockers name, in their own spelling for addresses.
const BLOCKED = [
  /^https?:\/\/([^/]+\.)?mida\.(so|test)\//,
  /\/optimize\.js/,
  /[/.]analytics[/.]/,
  /\/collect[/?]/,
  /\/track(ing)?[/?.]/,
  /\/(pixel|beacon|telemetry|metrics|stats?)[/?.]/,
  /\/(event|events)[/?]/,
]

test('behind an ad blocker a user’s upgrade and purchase are recorded, since nothing of the shop’s own is on a list', async ({
  page,
  mida,
}) => {
  const blocked: string[] = []
  await page.route('**', (route) => {
    const url = route.request().url()
    if (!BLOCKED.some((pattern) => pattern.test(url))) return route.continue()
    blocked.push(new URL(url).host)
    return route.abort('blockedbyclient')
  })
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  mida.visitors.seed({ id })

  await choosePlan(page, 'Pro')
  await buyPlanner(page)

  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  expect(await mida.waitForEvent({ name: 'plan_upgraded', visitor })).toMatchObject({ by: 'id' })
  expect(await mida.waitForEvent({ name: 'purchase_completed', visitor })).toMatchObject({ by: 'id' })
  expect(new Set(blocked)).toEqual(new Set([SCRIPT_HOST]))
})

test('on a slow line the page is used before the script is there, and the event arrives', async ({
  page,
  mida,
}) => {
  const line = await page.context().newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 300,
    downloadThroughput: 100_000,
    uploadThroughput: 50_000,
  })

  await subscribe(page)
  await expect(page.getByText('You are on the list.')).toBeVisible()
  await expect(page.getByText(HANDED_OVER)).toBeVisible()

  const uuid = await readUuid(page)
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
})

test('who subscribes before the page has come alive is recorded all the same', async ({ page, mida }) => {
  let comeAlive: (_?: unknown) => void = () => undefined
  const alive = new Promise((resolve) => {
    comeAlive = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await alive
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await page.getByLabel('E-mail address').fill(newPerson('reader').email)
  await page.getByRole('button', { name: 'Subscribe' }).click({ noWaitAfter: true })
  comeAlive()

  await expect(page.getByText('You are on the list.')).toBeVisible()
  await expect(page.getByText(HANDED_OVER)).toBeVisible()
  const uuid = await readUuid(page)
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  expect(mida.events.list({ name: 'form_submitted', visitor: uuid })).toHaveLength(1)
})

for (const { clock, skewMs } of [
  { clock: 'three days fast', skewMs: 3 * 86_400_000 },
  { clock: 'three days slow', skewMs: -3 * 86_400_000 },
]) {
  test(`an event of a browser whose clock is ${clock} is recorded with a time that can be believed`, async ({
    page,
    mida,
  }) => {
    const startedMs = Date.now()
    await page.clock.install({ time: startedMs + skewMs })

    await subscribe(page)
    await page.clock.runFor(1_000)
    await expect(page.getByText(HANDED_OVER)).toBeVisible()

    const uuid = (await page.context().cookies()).find(({ name }) => name === 'optimize_uuid')?.value ?? ''
    const { properties } = await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
    expect(Math.abs(Date.parse(String(properties?.occurred_at)) - startedMs)).toBeLessThan(60_000)
  })
}

test('with third-party cookies off the visitor is found and recorded', async ({
  shop,
  mida,
  launchOptions,
}) => {
  const rules = `MAP ${SCRIPT_HOST}:80 127.0.0.1:${mida.server.port}`
  const strict = await chromium.launch({
    ...launchOptions,
    args: [`--host-resolver-rules=${rules}`, '--test-third-party-cookie-phaseout'],
  })
  const page = await strict.newPage({ baseURL: shop.url })

  await subscribe(page)
  await expect(page.getByText(HANDED_OVER)).toBeVisible()

  const uuid = await readUuid(page)
  await mida.waitForEvent({ name: 'form_submitted', visitor: uuid })
  await strict.close()
})

test('while the shop cannot say who is logged in, nobody is logged out', async ({ page, mida }) => {
  await signUp(page, newPerson('ann'))
  const id = await readUserId(page)
  await expect.poll(() => mida.visitors.get({ id })).toBeTruthy()
  const visitor = mida.visitors.get({ id })?.midaUuid ?? ''
  let refusedCount = 0
  await page.route('**/api/m', (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    refusedCount += 1
    return route.fulfill({ status: 503, body: '' })
  })
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await expect.poll(() => refusedCount).toBeGreaterThan(0)

  await page.getByRole('link', { name: 'Tidydesk' }).click()
  await page.getByLabel('E-mail address').fill(newPerson('reader').email)
  await page.getByRole('button', { name: 'Subscribe' }).click()

  await expect(page.getByText(HANDED_OVER)).toBeVisible()
  expect(await mida.waitForEvent({ name: 'form_submitted', visitor })).toMatchObject({ by: 'id' })
})
